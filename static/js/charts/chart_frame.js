// What every chart has in common as Plotly wants it: colours, type and the looks of its scales.

import { separators } from "../lib/format.js";

/** The frame of a chart in the page's colours, with letters of a size in pixels. */
export function frameOf({ text, line, sheet, font }, size) {
  return {
    separators: separators(),
    font: { family: font, size, color: text },
    paper_bgcolor: sheet,
    plot_bgcolor: sheet,
    hoverlabel: { bgcolor: sheet, bordercolor: line, font: { color: text, size }, namelength: 32 },
  };
}

/** A scale without its type and range. */
export function scaleOf({ muted, line }, size) {
  return {
    automargin: true,
    color: muted,
    gridcolor: line,
    linecolor: line,
    zeroline: false,
    tickfont: { size },
  };
}
