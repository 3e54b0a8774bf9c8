// The reader's digit beside the average one of MNIST that it was read as, and how alike they are.

import { confidenceText, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { greysOf, inputsOf, paint, SIDE } from "../learn/pixels.js";

const DIGITS = 10;

export class OwnDigit {
  #own; #average; #says; #averages;

  constructor(root) {
    this.#own = root.querySelector("[data-part='own']");
    this.#average = root.querySelector("[data-part='average']");
    this.#says = root.querySelector("[data-says]");
    this.#averages = this.#load(root.querySelector("[data-averages]").dataset.averages);
  }

  async #load(address) {
    const image = new Image();
    image.src = address;
    await image.decode();
    return greysOf(image, DIGITS * SIDE, SIDE);
  }

  /** Shows what the network saw, and the average of the digit that it found likeliest. */
  async look({ input, digit: { probabilities } }) {
    const likeliest = probabilities.indexOf(Math.max(...probabilities));
    const [inputs, greys] = [await inputsOf(input), await this.#averages];
    paint(this.#own, inputs, SIDE);
    paint(this.#average, inputs.map((_, index) => {
      const [row, column] = [Math.floor(index / SIDE), index % SIDE];
      return 1 - greys[row * DIGITS * SIDE + likeliest * SIDE + column] / 255;
    }), SIDE);
    this.#says.textContent = t("own.says", {
      digit: whole(likeliest),
      confidence: confidenceText(probabilities[likeliest]),
    });
  }
}
