// The layout of charts with a legend as Plotly wants it: frame, scales, margins, colours, marks.

import { separators } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const MARK_LABEL_PX = 12;
const FEW_EPOCHS = 10;

/**
 * look: yTitle, the quantity's name beside the scale; percent (values are fractions); marks, if
 * any, as markLayout takes them; epochs, how many there are, if that is known. colours are those of
 * the page; narrow says that there is no room for the scales' names.
 */
export function layoutOf(look, colours, narrow) {
  const { text, muted } = colours;
  const axis = scaleOf(colours, 13);
  return {
    uirevision: "kept",
    autosize: true,
    ...frameOf(colours, 14),
    margin: { l: 8, r: narrow ? 8 : 16, t: 40, b: 8 },
    hovermode: "x unified",
    modebar: { bgcolor: "rgba(0,0,0,0)", color: muted, activecolor: text, orientation: "h" },
    legend: narrow
      ? { orientation: "h", x: 0, y: -0.1, yanchor: "top", maxheight: 0.3, font: { size: 13 } }
      : { x: 1.01, y: 1, font: { size: 13 }, maxheight: 0.9 },
    xaxis: {
      ...axis,
      title: { text: narrow ? "" : t("axis.epoch"), font: { size: 13 } },
      autorange: true,
      type: "linear",
      rangemode: "tozero",
      ...wholeEpochs(look.epochs),
      tickformat: "d",
      hoverformat: "d",
      unifiedhovertitle: { text: `${t("axis.epoch")} %{x}` },
    },
    yaxis: {
      ...axis,
      title: { text: narrow ? "" : look.yTitle, font: { size: 13 }, standoff: 12 },
      type: "linear",
      autorange: true,
      ...(look.percent && { tickformat: ".2~%" }),
    },
    ...markLayout(look.marks ?? [], colours, look.percent),
  };
}

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

/** Of few epochs each has its number: by itself, Plotly would also label halves of them. */
export function wholeEpochs(epochs) {
  return epochs <= FEW_EPOCHS ? { dtick: 1 } : {};
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
