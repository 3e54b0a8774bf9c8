// A chart as the server drew it: drawn anew when what it shows has changed.

const NO_RUNS = "";
// As webapp/schemas/curves.py has it: how many pixels a drawing may have.
const WIDTHS = [240, 2400];
const HEIGHTS = [200, 1600];

export class DrawnChart {
  #element; #draw;
  #shown;
  #wanted = null;
  #busy = false;

  /** draw(query) resolves to an SVG document; key tells what the page came with, if any. */
  constructor(element, draw, key) {
    this.#element = element;
    this.#draw = draw;
    this.#shown = key;
  }

  /** Shows what a query is answered with, unless that is shown already: the key tells. */
  show(query, key) {
    this.#element.toggleAttribute("hidden", false);
    this.#wanted = { query, key };
    this.#update();
  }

  hide() {
    this.#element.toggleAttribute("hidden", true);
  }

  // One question at a time, always the latest one. What fails is asked again with the next change.
  async #update() {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#wanted !== null && this.#wanted.key !== this.#shown) {
      const { query, key } = this.#wanted;
      this.#wanted = null;
      try {
        this.#put(query.runs === NO_RUNS ? null : await this.#draw(query));
        this.#shown = key;
      } catch {
        this.#shown = null;
      }
    }
    this.#busy = false;
  }

  #put(text) {
    if (text === null) return this.#element.replaceChildren();
    const { documentElement } = new DOMParser().parseFromString(text, "image/svg+xml");
    const plot = documentElement.querySelector(":scope > svg");
    return this.#element.replaceChildren(...document.adoptNode(plot).childNodes);
  }
}

/** The { width, height } of a drawing that suits a frame. */
export function drawingSize({ clientWidth, clientHeight }) {
  return { width: within(clientWidth, WIDTHS), height: within(clientHeight, HEIGHTS) };
}

function within(value, [least, most]) {
  return Math.min(Math.max(Math.round(value), least), most);
}
