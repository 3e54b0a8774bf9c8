// What the two colours of heatmaps mean.

const KINDS = ["for", "against"];

export class Legend {
  #parts;

  /** The root's .legend__for and .legend__against say it in general, until it is named. */
  constructor(root) {
    this.#parts = KINDS.map((kind) => {
      const element = root.querySelector(`.legend__${kind}`);
      return { kind, element, general: element.textContent };
    });
  }

  /** Says what both colours mean of a drawing: { for, against }. */
  name(texts) {
    for (const { kind, element } of this.#parts) element.textContent = texts[kind];
  }

  clear() {
    for (const { element, general } of this.#parts) element.textContent = general;
  }
}
