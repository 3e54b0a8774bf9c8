// The layout of a chart whose lines are named at their ends: it lies exactly where the server drew
// the same one, with margins as in webapp/curves/svg.py and labels by the rules of chart.py there.

import { isNumber, plotlyText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { epochAxis, errorOf, valueAxis } from "./axes.js";
import { frameOf, markLayout } from "./chart_layout.js";

const WIDE = { t: 12, r: 184, b: 32, l: 56 };
const NARROW = { t: 12, r: 132, b: 32, l: 52 };
const LONG = 24;
const SHORT = 13;
const LABEL_GAP = 0.052;
const MOST_LABELS = Math.floor(1 / LABEL_GAP);
const FONT_PX = 13;

/** zoom: { x, y }, each [start, end] in the units of Plotly's axes, or null. */
export function directLayout(series, look, colours, narrow, zoom) {
  const shown = series.filter(({ hidden, x }) => !hidden && x.length > 0);
  const last = Math.max(1, ...shown.map(({ x }) => x.at(-1)));
  const epochs = epochAxis(last, look.logX, zoom.x);
  const values = valueAxis(shown.flatMap(valuesOf), look, zoom.y);
  return {
    autosize: true,
    ...frameOf(colours, FONT_PX),
    margin: { ...(narrow ? NARROW : WIDE), pad: 0 },
    showlegend: false,
    hovermode: "x unified",
    dragmode: look.dragmode,
    xaxis: {
      ...axisOf(epochs, colours),
      showgrid: false,
      ticklen: 6,
      showline: true,
      mirror: true,
      linecolor: colours.line,
      hoverformat: "d",
      unifiedhovertitle: { text: `${t("axis.epoch")} %{x}` },
    },
    yaxis: { ...axisOf(values, colours), ticklen: 4 },
    ...together(
      markLayout(look.marks ?? [], colours, look.percent),
      labelled(shown, look, epochs, values, colours, narrow),
    ),
  };
}

function together(...layouts) {
  return {
    shapes: layouts.flatMap(({ shapes }) => shapes),
    annotations: layouts.flatMap(({ annotations }) => annotations),
  };
}

function valuesOf({ y, band, measured }) {
  return [...y, ...(band?.low ?? []), ...(band?.high ?? []), ...(measured ?? [])].filter(isNumber);
}

function axisOf({ start, end, isLog, values, texts }, { muted, line }) {
  return {
    type: isLog ? "log" : "linear",
    autorange: false,
    range: [start, end],
    tickmode: "array",
    tickvals: values,
    ticktext: texts,
    automargin: false,
    color: muted,
    gridcolor: line,
    zeroline: false,
    // Labels keep their distance by ticks that nobody sees.
    ticks: "outside",
    tickcolor: "rgba(0,0,0,0)",
    tickfont: { size: FONT_PX },
  };
}

function labelled(series, look, epochs, values, colours, narrow) {
  const ended = series.map((each) => endOf(each, look, epochs, values)).filter(Boolean);
  const labels = ended.sort((a, b) => a.height - b.height).slice(0, MOST_LABELS);
  const heights = spread(labels.map(({ height }) => height));
  const length = narrow ? SHORT : LONG;
  return {
    shapes: labels.flatMap((label, at) => leaders(label, heights[at], colours)),
    annotations: [
      ...labels.map(({ id, label }, at) => ({
        name: id,
        ...beside(heights[at], colours.text),
        text: plotlyText(label.length <= length ? label : `${label.slice(0, length - 1)}…`),
        captureevents: true,
      })),
      { ...beside(1, colours.muted), yanchor: "top", yshift: -9, text: t("axis.epoch") },
    ],
  };
}

// Where a line ends, or leaves the part that is zoomed into, in fractions of the plot.
function endOf({ id, label, x, y, colour }, { errors }, epochs, values) {
  const unit = ({ isLog }, value) => (isLog ? Math.log10(value) : value);
  const place = (axis, value) => (unit(axis, value) - axis.start) / (axis.end - axis.start);
  const inside = (epoch, index) => isNumber(y[index]) && place(epochs, epoch) <= 1 + 1e-9;
  const at = x.map(inside).lastIndexOf(true);
  if (at < 0) return null;
  const height = 1 - place(values, errors ? errorOf(y[at]) : y[at]);
  const across = place(epochs, x[at]);
  return height >= 0 && height <= 1 && across >= 0 ? { id, label, colour, across, height } : null;
}

// Sorted heights, moved apart until they are a gap from each other, between 0 and 1.
function spread(heights) {
  const moved = [];
  for (const height of heights) {
    moved.push(Math.max(height, (moved.at(-1) ?? -LABEL_GAP) + LABEL_GAP));
  }
  return moved.map((height, at) => Math.min(height, 1 - LABEL_GAP * (moved.length - 1 - at)));
}

function beside(height, colour) {
  return {
    xref: "paper",
    yref: "paper",
    x: 1,
    y: 1 - height,
    xanchor: "left",
    yanchor: "middle",
    xshift: 20,
    showarrow: false,
    font: { size: FONT_PX, color: colour },
  };
}

function leaders({ across, height, colour }, labelHeight, { muted }) {
  const line = { type: "line", xref: "paper", yref: "paper", layer: "above" };
  const margin = { ...line, xsizemode: "pixel", xanchor: 1 };
  const [y, labelY] = [1 - height, 1 - labelHeight];
  return [
    { ...line, x0: across, x1: 1, y0: y, y1: y, line: { color: muted, width: 1, dash: "1px,4px" } },
    { ...margin, x0: 0, x1: 6, y0: y, y1: labelY, line: { color: muted, width: 1 } },
    { ...margin, x0: 6, x1: 18, y0: labelY, y1: labelY, line: { color: colour, width: 3 } },
  ];
}
