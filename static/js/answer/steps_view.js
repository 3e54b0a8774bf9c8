// "What the network sees", step by step: how each digit was prepared, how wide its strokes are, and
// what is odd about the drawing. It costs the server some work, so it is asked for when it is open.

import { short } from "../lib/format.js";
import { joinSentences, t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";

const STEPS = ["box", "scaled", "centred"];

export class StepsView {
  #hint; #list;

  constructor(root) {
    this.#hint = root.querySelector("#steps-hint");
    this.#list = root.querySelector("#steps-list");
    this.clear();
  }

  show({ digits, explanation }) {
    if (!explanation) return;
    const { hint, ink, pen_width: width, proposal } = explanation;
    const odd = hint?.text ?? t("steps.width", { times: short(width) });
    this.#hint.textContent = proposal.name === "drawing" ? odd : joinSentences([proposal.text, odd]);
    this.#hint.classList.toggle("steps__hint--odd", hint !== null);
    const rows = explanation.digits.map((steps, index) => row(steps, digits[index].digit));
    this.#list.replaceChildren(figure("ink", ink, null), ...rows.flat());
  }

  clear() {
    this.#hint.textContent = t("steps.empty");
    this.#hint.classList.remove("steps__hint--odd");
    this.#list.replaceChildren();
  }
}

function row(steps, digit) {
  return STEPS.map((name) => figure(name, steps[name], digit));
}

function figure(name, picture, digit) {
  const image = new Image();
  image.className = "steps__picture";
  image.src = pngAddress(picture);
  const caption = document.createElement("figcaption");
  caption.textContent = t(`steps.${name}`);
  image.alt = digit === null ? caption.textContent : `${caption.textContent}: ${digit}`;
  const whole = document.createElement("figure");
  whole.className = `steps__step steps__step--${name}`;
  whole.append(image, caption);
  return whole;
}
