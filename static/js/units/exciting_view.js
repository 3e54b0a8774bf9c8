// The test digits that excite a unit most, each with a frame around what the unit sees of it.

import { Failure, PredictionLoop } from "../answer/prediction_loop.js";
import { figure } from "../layers/figures.js";
import { element, setText } from "../lib/elements.js";
import { whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { DIGIT_SIDE, pngAddress } from "../lib/pictures.js";

export class ExcitingView {
  #list; #note; #loop;
  #wanted = null;
  #asked = "";
  #isInSight = false;

  constructor(root, api) {
    this.#list = root.querySelector("#exciting-digits");
    this.#note = root.querySelector("#exciting-note");
    this.#loop = new PredictionLoop((unit, signal) => api.exciting(unit, signal), {
      answered: (answer, _ms, unit) => this.#show(answer, unit),
      emptied() {},
      failed: ({ kind }) =>
        this.#say(t(kind === Failure.BUSY ? "exciting.busy" : "exciting.failed")),
    });
    new IntersectionObserver(([entry]) => {
      this.#isInSight = entry.isIntersecting;
      this.#ask();
    }).observe(this.#list);
  }

  /** Looks for what excites { layer, unit }, once it is in sight. */
  look(unit) {
    this.#wanted = unit;
    this.#ask();
  }

  #ask() {
    const unit = this.#wanted;
    if (!this.#isInSight || unit === null || keyOf(unit) === this.#asked) return;
    this.#asked = keyOf(unit);
    this.#say(t("exciting.looking"));
    this.#loop.ask(() => unit);
  }

  #show({ examined, digits }, unit) {
    if (keyOf(unit) !== this.#asked) return;
    this.#say(t(digits[0].sees ? "exciting.framed" : "exciting.whole", { count: whole(examined) }));
    this.#list.replaceChildren(...digits.map(newDigit));
  }

  #say(text) {
    setText(this.#note, text);
  }
}

function keyOf({ layer, unit }) {
  return `${layer} ${unit}`;
}

function newDigit({ label, picture, value, sees }) {
  const item = element("li", "exciting__digit");
  const frame = element("span", "seen-part");
  const image = new Image(DIGIT_SIDE, DIGIT_SIDE);
  image.src = pngAddress(picture);
  image.alt = t("exciting.digit", { digit: label });
  frame.append(image);
  if (sees) frame.append(newMark(sees));
  item.append(frame, element("span", "exciting__value", figure(value)));
  return item;
}

/** A frame around [left, top, width, height] pixels of a digit. */
export function newMark([left, top, width, height]) {
  const mark = element("span", "seen-part__mark");
  const sides = { left, top, width, height };
  for (const [name, value] of Object.entries(sides)) {
    mark.style.setProperty(`--${name}`, value / DIGIT_SIDE);
  }
  return mark;
}
