// The reader's digit beside the average one of MNIST that it was read as, and how alike they are.

import { say } from "../learn/parts.js";
import { greysOf, inputsOf, paintInk } from "../learn/pixels.js";
import { confidenceText, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { decodePicture, DIGIT_SIDE } from "../lib/pictures.js";

const DIGITS = 10;

export class OwnDigit {
  #root; #own; #average; #averages;

  constructor(root) {
    this.#root = root;
    this.#own = root.querySelector("[data-part='own']");
    this.#average = root.querySelector("[data-part='average']");
    this.#averages = this.#load(root.querySelector("[data-averages]").dataset.averages);
  }

  async #load(address) {
    return greysOf(await decodePicture(address), DIGITS * DIGIT_SIDE, DIGIT_SIDE);
  }

  /** Shows what the network saw, and the average of the digit that it found likeliest. */
  async look({ input, digit: { probabilities } }) {
    const likeliest = probabilities.indexOf(Math.max(...probabilities));
    const [inputs, greys] = [await inputsOf(input), await this.#averages];
    paintInk(this.#own, inputs, DIGIT_SIDE);
    paintInk(this.#average, inputs.map((_, index) => {
      const [row, column] = [Math.floor(index / DIGIT_SIDE), index % DIGIT_SIDE];
      return 1 - greys[(row * DIGITS + likeliest) * DIGIT_SIDE + column] / 255;
    }), DIGIT_SIDE);
    const found = {
      digit: whole(likeliest),
      confidence: confidenceText(probabilities[likeliest]),
    };
    say(this.#root, "says", t("own.says", found));
  }
}
