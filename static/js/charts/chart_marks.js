// Thin labelled lines across a chart, as Plotly's layout has them.

const LABEL_PX = 12;

/**
 * marks are { x, label, title }; the title appears when the pointer is on the label, which is away
 * from where lines that rise, or fall, end up.
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
      font: { size: LABEL_PX, color: muted },
      hoverlabel: { bgcolor: sheet, bordercolor: line, font: { color: text, size: 14 } },
    })),
  };
}
