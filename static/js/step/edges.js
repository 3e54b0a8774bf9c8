// Connections as lines: the thicker the stronger; full where a value is above 0, dashed below.

import { svgElement } from "../lib/elements.js";

const THINNEST = 1;
const THICKEST = 6;

export class Edges {
  #svg;

  /** onPick(place) gets the place of the line that is hovered or tapped. */
  constructor(svg, onPick) {
    this.#svg = svg;
    const pick = ({ target }) => {
      if (target.dataset.place) onPick(Number(target.dataset.place));
    };
    svg.addEventListener("click", pick);
    svg.addEventListener("pointerover", pick);
  }

  /** Lines are { from, to, value } in pixels; the one at `marked` stands out. */
  draw(lines, marked) {
    const largest = Math.max(...lines.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
    const drawn = lines.map(({ from, to, value }, place) => {
      const share = Math.abs(value) / largest;
      const classes = ["edge", value < 0 && "edge--negative", place === marked && "edge--marked"];
      return svgElement("line", {
        class: classes.filter(Boolean).join(" "),
        x1: from.x,
        y1: from.y,
        x2: to.x,
        y2: to.y,
        "stroke-width": THINNEST + share * (THICKEST - THINNEST),
      });
    });
    // Wider, and not seen: a line of one pixel cannot be hit.
    const targets = lines.map(({ from, to }, place) =>
      svgElement("line", {
        class: "edge__target",
        "data-place": place,
        x1: from.x,
        y1: from.y,
        x2: to.x,
        y2: to.y,
      }),
    );
    this.#svg.replaceChildren(...drawn, ...targets);
  }
}
