// How many test digits the network of each epoch read right. The scale is that of mistakes, as on
// the training page: from 90% to 95% is as far as from 80% to 90%.

import { PlainLine } from "../charts/plain_line.js";
import { percent, shortPercent } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const TICKS = [0.5, 0.9, 0.95];

export class AccuracyCurve {
  #root; #words; #line;
  #accuracies = [];

  constructor(root, words) {
    this.#root = root;
    this.#words = words;
    this.#line = new PlainLine(root.querySelector("svg"));
  }

  show(accuracies) {
    this.#accuracies = accuracies;
    const [least, most] = this.#ends;
    for (const share of TICKS) {
      const tick = document.createElement("span");
      tick.className = "film__tick";
      tick.textContent = shortPercent(share);
      tick.style.setProperty("--height", (height(share) - least) / (most - least));
      this.#root.append(tick);
    }
  }

  /** Looks at an epoch. */
  mark(epoch) {
    this.#line.show(this.#accuracies.map(height), epoch, this.#ends);
    this.#words.textContent = t("film.accuracy", { share: percent(this.#accuracies[epoch]) });
  }

  get #ends() {
    const heights = this.#accuracies.map(height);
    return [Math.min(...heights), Math.max(...heights, height(TICKS.at(-1)))];
  }
}

function height(share) {
  return -Math.log10(1 - share);
}
