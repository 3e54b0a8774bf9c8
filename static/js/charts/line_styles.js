// Which line is which: a colour of the style sheet's palette and a dash.

// As Plotly and as SVG call them, and as webapp/curves/palette.py has them. With seven colours and
// four dashes, 28 lines differ.
const DASHES = [
  { plotly: "solid", svg: "none" },
  { plotly: "7px,3px", svg: "7 3" },
  { plotly: "2px,3px", svg: "2 3" },
  { plotly: "7px,3px,2px,3px", svg: "7 3 2 3" },
];
const COLOURS = 7;
const LOOKS = COLOURS * DASHES.length;

/** Gives every run a style at first sight, and keeps it while the page lives. */
export class LineStyles {
  #numbers = new Map();
  #settled = new Set();

  of(id) {
    const number = this.#numberOf(id);
    const style = getComputedStyle(document.documentElement);
    const colour = style.getPropertyValue(`--curve-${(number % COLOURS) + 1}`).trim();
    return { colour, dash: DASHES[number % DASHES.length] };
  }

  /**
   * Lets lines that are shown together differ: one that comes to others gets the next style that
   * none of them has.
   */
  settle(ids) {
    const taken = new Set();
    const kept = ids.filter((id) => this.#settled.has(id));
    for (const id of new Set([...kept, ...ids])) {
      const number = this.#numberOf(id);
      const candidates = Array.from({ length: LOOKS }, (_, step) => (number + step) % LOOKS);
      const free = candidates.find((each) => !taken.has(each)) ?? number % LOOKS;
      taken.add(free);
      if (free !== number % LOOKS) this.#numbers.set(id, free);
    }
    this.#settled = new Set(ids);
  }

  #numberOf(id) {
    if (!this.#numbers.has(id)) this.#numbers.set(id, this.#numbers.size);
    return this.#numbers.get(id);
  }
}
