// A small line without axes, for a series whose course alone is to be seen, and a dot on it.

import { svgElement } from "../lib/elements.js";

const INSET = 6;

export class PlainLine {
  #svg; #path; #dot; #width; #height;

  /** The svg's viewBox says how large it is; it may be stretched. */
  constructor(svg) {
    this.#svg = svg;
    const { width, height } = svg.viewBox.baseVal;
    [this.#width, this.#height] = [width, height];
    const fixed = { "vector-effect": "non-scaling-stroke", fill: "none" };
    this.#path = svgElement("path", { class: "plain-line", ...fixed });
    // A stroke of no length with round ends is a dot, however the picture is stretched.
    this.#dot = svgElement("path", { class: "plain-line__dot", ...fixed });
    svg.replaceChildren(this.#path, this.#dot);
  }

  /** Draws values from `least` at the bottom to `most` at the top, with a dot on the one at `marked`. */
  show(values, marked, [least, most]) {
    const across = (this.#width - 2 * INSET) / Math.max(values.length - 1, 1);
    const down = (this.#height - 2 * INSET) / (most - least || 1);
    const points = values.map(
      (value, at) =>
        `${(INSET + at * across).toFixed(1)} ${(this.#height - INSET - (value - least) * down).toFixed(1)}`,
    );
    this.#path.setAttribute("d", `M${points.join("L")}`);
    this.#dot.setAttribute("d", `M${points[marked]}h0`);
  }
}
