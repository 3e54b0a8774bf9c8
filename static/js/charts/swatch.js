// A piece of a run's line, as the charts draw it.

import { svgElement } from "../lib/elements.js";

/** A style is one of LineStyles; a swatch without one can be given it later. */
export function lineSwatch(style) {
  const size = { viewBox: "0 0 28 8", width: 28, height: 8 };
  const swatch = svgElement("svg", { ...size, "aria-hidden": true });
  swatch.append(svgElement("line", { x1: 1, y1: 4, x2: 27, y2: 4, "stroke-width": 3 }));
  if (style) styleSwatch(swatch, style);
  return swatch;
}

export function styleSwatch(swatch, { colour, dash }) {
  swatch.firstChild.setAttribute("stroke", colour);
  swatch.firstChild.setAttribute("stroke-dasharray", dash.svg);
}
