// Why one digit and not another: two digits to choose, and what speaks for the one against the other.

import { short } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Heatmap } from "./heatmap.js";
import { Legend } from "./legend.js";

export class ContrastView {
  #legend; #first; #second; #lead; #maps;

  /** chosen({ first, second }) is called with the digits that somebody chose. */
  constructor(root, chosen) {
    this.#legend = new Legend(root);
    this.#first = root.querySelector("#why-first");
    this.#second = root.querySelector("#why-second");
    this.#lead = root.querySelector(".why__lead");
    this.#maps = ["drawn", "missing"].map((name) => {
      return [name, new Heatmap(root.querySelector(`#why-${name}`))];
    });
    for (const select of [this.#first, this.#second]) {
      select.addEventListener("change", () => chosen(this.#choice(select)));
    }
  }

  show({ first, second, scores, ...rows }, { input }) {
    this.#first.value = first;
    this.#second.value = second;
    this.#first.dataset.shown = first;
    this.#second.dataset.shown = second;
    this.#legend.name({
      for: t("why.rather", { digit: first, other: second }),
      against: t("why.rather", { digit: second, other: first }),
    });
    for (const [name, map] of this.#maps) map.show(rows[name], input);
    const lead = scores[first] - scores[second];
    const key = lead < 0 ? "why.behind" : "why.ahead";
    this.#lead.textContent = t(key, { first, second, lead: short(Math.abs(lead)) });
  }

  clear() {
    for (const [, map] of this.#maps) map.clear();
    this.#legend.clear();
    this.#lead.textContent = "";
  }

  // Whoever chooses the digit that the other one is swaps both.
  #choice(changed) {
    const other = changed === this.#first ? this.#second : this.#first;
    if (other.value === changed.value) other.value = changed.dataset.shown;
    return { first: Number(this.#first.value), second: Number(this.#second.value) };
  }
}
