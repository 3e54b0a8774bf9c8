// What the layouts of charts have in common, as Plotly wants it: frame, scales, colours, marks.

import { separators } from "../lib/format.js";

const MARK_LABEL_PX = 12;

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

/**
 * Thin labelled lines across a chart. marks are { x, label, title }; the title appears when the
 * pointer is on the label, which is away from where lines that rise, or fall, end up.
 */
export function markLayout(marks, { muted, sheet, line, text }, linesRise) {
  return {
    shapes: marks.map(({ x }) => ({
      type: "line",
      xref: "x",
      yref: "paper",
      x0: x,
      x1: x,
      y0: 0,
      y1: 1,
      layer: "below",
      line: { color: muted, width: 1.5, dash: "dot" },
    })),
    annotations: marks.map(({ x, label, title }) => ({
      xref: "x",
      yref: "paper",
      x,
      y: linesRise ? 0 : 1,
      xanchor: "right",
      yanchor: linesRise ? "bottom" : "top",
      textangle: -90,
      showarrow: false,
      text: label,
      hovertext: title,
      captureevents: true,
      font: { size: MARK_LABEL_PX, color: muted },
      hoverlabel: { bgcolor: sheet, bordercolor: line, font: { color: text, size: 14 } },
    })),
  };
}
