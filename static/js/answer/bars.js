// Ten bars in the order of the digits: how likely each one is.

import { probabilityText } from "../lib/format.js";

// What is not even half a per cent is drawn as nothing; its per cents are for the ear alone.
const HARDLY = 0.005;

export class Bars {
  #list; #bars;

  constructor(list) {
    this.#list = list;
    this.#bars = [...list.querySelectorAll(".bar")].map((bar) => ({
      bar,
      share: bar.querySelector(".bar__percent"),
    }));
  }

  show(probabilities) {
    const top = Math.max(...probabilities);
    this.#list.classList.remove("bars--empty");
    this.#bars.forEach(({ bar, share }, digit) => {
      const probability = probabilities[digit];
      bar.style.setProperty("--probability", probability);
      bar.classList.toggle("bar--top", probability === top);
      bar.classList.toggle("bar--hardly", probability < HARDLY);
      share.textContent = probabilityText(probability);
    });
  }

  clear() {
    this.#list.classList.add("bars--empty");
    for (const { bar, share } of this.#bars) {
      bar.style.setProperty("--probability", 0);
      bar.classList.remove("bar--top");
      share.textContent = "";
    }
  }
}
