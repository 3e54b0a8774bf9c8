// How often each grey occurs: bars of sixteen greys each. Paper is left out, which would dwarf the rest.

import { svgElement } from "../lib/elements.js";

const BARS = 16;
const WIDTH = 320;
const HEIGHT = 96;
const GAP = 2;

/** Draws the bars into an SVG element; greys are from 0 (paper) to 255 (ink). */
export function drawHistogram(svg, greys) {
  const counts = new Array(BARS).fill(0);
  for (const grey of greys) if (grey > 0) counts[Math.floor(grey / BARS)] += 1;
  const most = Math.max(...counts, 1);
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.replaceChildren(...counts.map((count, index) => {
    const height = (count / most) * HEIGHT;
    const place = { x: (index * WIDTH) / BARS, y: HEIGHT - height, width: WIDTH / BARS - GAP, height };
    return svgElement("rect", { ...place, class: "histogram__bar" });
  }));
}

/** The share of pixels that a condition holds for. */
export function shareOf(greys, isMeant) {
  let count = 0;
  for (const grey of greys) if (isMeant(grey)) count += 1;
  return count / greys.length;
}
