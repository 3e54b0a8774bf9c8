// How many test digits the network of each epoch read right. The scale is that of mistakes, as on
// the training page: from 90% to 95% is as far as from 80% to 90%.

import { PlainLine } from "../charts/plain_line.js";
import { element } from "../lib/elements.js";
import { percent, shortPercent } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const TICKS = [0.5, 0.9, 0.95, 0.99];
const LEAST_ERROR = 1e-4;

export class AccuracyCurve {
  #root; #words; #line;
  #accuracies = [];
  #first = 0;

  constructor(root, words) {
    this.#root = root;
    this.#words = words;
    this.#line = new PlainLine(root.querySelector("svg"));
  }

  /** Fractions, or null where it was not measured, as may be the case before the first epoch. */
  show(accuracies) {
    this.#first = accuracies.findIndex((accuracy) => accuracy !== null);
    this.#accuracies = accuracies.slice(this.#first);
    const [least, most] = this.#ends;
    for (const tick of this.#root.querySelectorAll(".film__tick")) tick.remove();
    for (const share of TICKS.filter((each) => height(each) >= least && height(each) <= most)) {
      const tick = element("span", "film__tick", shortPercent(share));
      tick.style.setProperty("--height", (height(share) - least) / (most - least));
      this.#root.append(tick);
    }
  }

  /** Looks at a moment, by its place. */
  mark(place) {
    const at = place - this.#first;
    this.#line.show(this.#accuracies.map(height), Math.max(at, 0), this.#ends);
    const share = percent(this.#accuracies[at] ?? null);
    this.#words.textContent = t("film.accuracy", { share });
  }

  get #ends() {
    const heights = this.#accuracies.map(height);
    // Up to the next tick above the best.
    const top = TICKS.map(height).find((tick) => tick >= Math.max(...heights)) ?? 0;
    return [Math.min(...heights), Math.max(...heights, top)];
  }
}

function height(share) {
  return -Math.log10(Math.max(1 - share, LEAST_ERROR));
}
