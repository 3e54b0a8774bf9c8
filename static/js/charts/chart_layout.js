// The layout of charts as Plotly wants it: frame, scales, margins, legend, colours, marks.

import { isNumber, separators, shortPercent } from "../lib/format.js";
import { t } from "../lib/i18n.js";

// The scale of errors has as much room from 90% to 99% as from 99% to 99.9%.
const ERRORS = steps(-4, -1);
const EPOCHS = steps(0, 4);
const MARK_LABEL_PX = 12;
const FEW_EPOCHS = 10;

/**
 * look: quantity and yTitle, its name beside the scale; percent (values are fractions); floor of
 * the scale, if any; errors, logX, logY (kinds of scales); marks, if any, as markLayout takes them;
 * epochs, how many there are, if that is known.
 * colours are those of the page; narrow says that there is no room for the scales' names.
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
      ...(look.logX
        ? { type: "log", tickmode: "array", tickvals: EPOCHS }
        : { type: "linear", rangemode: "tozero", ...wholeEpochs(look.epochs) }),
      tickformat: "d",
      hoverformat: "d",
      unifiedhovertitle: { text: `${t("axis.epoch")} %{x}` },
      uirevision: `${look.logX}`,
    },
    yaxis: {
      ...axis,
      title: { text: narrow ? "" : look.yTitle, font: { size: 13 } },
      // Another quantity has a scale of its own: the part that was zoomed into need not have it.
      uirevision: [look.quantity, look.floor, look.errors, look.logY].join(),
      ...yScale(look),
    },
    ...markLayout(look.marks ?? [], colours, look.percent),
  };
}

// Errors grow downwards, so that up stays better, and are written as what is read correctly.
function yScale({ percent, floor, errors, logY }) {
  if (errors) {
    const ticktext = ERRORS.map((error) => shortPercent(1 - error));
    return { type: "log", autorange: "reversed", tickmode: "array", tickvals: ERRORS, ticktext };
  }
  const range = isNumber(floor) ? { autorange: false, range: [floor, 1] } : { autorange: true };
  if (percent) return { type: "linear", tickformat: ".2~%", ...range };
  if (logY) return { type: "log", dtick: "D2", tickformat: ".2~g", ...range };
  return { type: "linear", ...range };
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

// 1, 2, 5, 10, 20, 50 … times a power of ten.
function steps(from, to) {
  const powers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return powers.flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));
}
