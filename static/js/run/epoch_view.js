// A run looked at epoch by epoch: what its network could do after the one that a slider is at.

import { svgElement } from "../lib/elements.js";
import { decimal, percent, signed, whole } from "../lib/format.js";
import { joinSentences, t } from "../lib/i18n.js";
import { isKnown } from "../lib/values.js";

const TEST_DIGITS = 10_000;
const SIDE = 10; // squares in a row, each of ten units

export class EpochView {
  #root; #slider; #output; #squares;
  #rows = [];
  #epochs = 0;
  #total = TEST_DIGITS;

  constructor(root) {
    this.#root = root;
    this.#slider = root.querySelector("input");
    this.#output = root.querySelector("output");
    this.#squares = squaresIn(root.querySelector("svg"));
    this.#slider.addEventListener("input", () => this.#draw());
  }

  /** Shows the last epoch, or the one that the slider was moved to. */
  show({ run, metrics }) {
    const wasLast = this.#slider.value === this.#slider.max;
    this.#rows = metrics.filter((row) => isKnown(row.test_accuracy));
    this.#epochs = run.epochs;
    this.#total = run.config?.data?.pictures.test ?? TEST_DIGITS;
    this.#root.hidden = this.#rows.length === 0;
    if (this.#root.hidden) return;
    this.#slider.max = this.#rows.at(-1).epoch;
    if (wasLast) this.#slider.value = this.#slider.max;
    this.#draw();
  }

  #draw() {
    const at = this.#rows.findIndex(({ epoch }) => epoch >= this.#slider.valueAsNumber);
    if (at < 0) return;
    const [row, before] = [this.#rows[at], this.#rows[at - 1]];
    const right = this.#countRight(row);
    const words = t("epochs.words", {
      epoch: whole(row.epoch),
      epochs: whole(this.#epochs),
      right: whole(right),
      wrong: whole(this.#total - right),
      total: whole(this.#total),
    });
    this.#output.textContent = whole(row.epoch);
    this.#slider.setAttribute("aria-valuetext", words);
    this.#say("accuracy", percent(row.test_accuracy));
    this.#say("words", words);
    const loss = t("epochs.loss", { train: inShort(row.train_loss), test: inShort(row.test_loss) });
    const change = before && t("epochs.change", { change: signed(right - this.#countRight(before)) });
    this.#say("more", joinSentences([change, loss].filter(Boolean)));
    const full = Math.round(row.test_accuracy * this.#squares.length);
    for (const [place, square] of this.#squares.entries()) {
      square.classList.toggle("epochs__digit--right", place < full);
    }
  }

  #countRight(row) {
    return Math.round(row.test_accuracy * this.#total);
  }

  #say(figure, text) {
    this.#root.querySelector(`[data-figure="${figure}"]`).textContent = text;
  }
}

/** With three digits: more are noise. */
function inShort(loss) {
  return decimal(isKnown(loss) ? Number(loss.toPrecision(3)) : null);
}

function squaresIn(svg) {
  const squares = Array.from({ length: SIDE * SIDE }, (_, place) =>
    svgElement("rect", {
      class: "epochs__digit",
      x: (place % SIDE) * SIDE + 1.5,
      y: Math.floor(place / SIDE) * SIDE + 1.5,
      width: SIDE - 3,
      height: SIDE - 3,
      rx: 1,
    }),
  );
  svg.append(...squares);
  return squares;
}
