// Which pixels speak for the answer, by two ways of asking; and whose answer that is.

import { t } from "../lib/i18n.js";
import { Heatmap } from "./heatmap.js";
import { Legend } from "./legend.js";

export class ReasonsView {
  #legend; #whose; #maps;

  constructor(root) {
    this.#legend = new Legend(root);
    this.#whose = root.querySelector(".why__whose");
    this.#maps = ["occlusion", "gradient"].map((name) => {
      return [name, new Heatmap(root.querySelector(`#why-${name}`))];
    });
  }

  show(answer, { input, read }) {
    this.#legend.name({
      for: t("why.for", { digit: answer.digit }),
      against: t("why.against", { digit: answer.digit }),
    });
    for (const [name, map] of this.#maps) map.show(answer[name], input);
    this.#whose.hidden = answer.digit === read;
    this.#whose.textContent = answer.digit === read ? "" : whose(answer.digit, read);
  }

  clear() {
    for (const [, map] of this.#maps) map.clear();
    this.#legend.clear();
    this.#whose.hidden = true;
  }
}

// What votes beside the network of pictures, and what refuses, has no pixels to point at.
function whose(digit, read) {
  return read === null ? t("why.guard", { digit }) : t("why.vote", { digit, answer: read });
}
