// Says whether the page's figures are live, still loading, or why they are not.

import { t } from "../lib/i18n.js";

export class FeedView {
  #root; #text;

  constructor(root) {
    this.#root = root;
    this.#text = root.querySelector("#feed-text");
  }

  show(state) {
    if (this.#root.dataset.state === state) return;
    this.#root.dataset.state = state;
    this.#text.textContent = t(`feed.${state}`);
  }
}
