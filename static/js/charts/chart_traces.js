// A chart's series as Plotly draws them: lines, the bands around them, what was measured behind.

import { isNumber, plotlyText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { errorOf } from "./axes.js";

/** kind: percent (values are fractions), errors (what is missing to 1 is drawn instead). */
export function tracesOf(series, kind) {
  // The lines come first, in the order of the series.
  return [
    ...series.map((each) => line(each, kind)),
    ...series.filter(({ band }) => band).map((each) => outline(each, kind)),
    ...series.filter(({ measured }) => measured).map((each) => points(each, kind)),
  ];
}

function line({ id, name, x, y, colour, dash, hidden, band, measured }, kind) {
  return {
    uid: id,
    name: plotlyText(name),
    x,
    y: toHeights(y, kind),
    type: "scatter",
    // A line of one epoch is a dot.
    mode: x.length > 1 ? "lines" : "markers",
    line: { color: colour, width: 2.5, dash: dash.plotly },
    marker: { color: colour, size: 5 },
    visible: !hidden,
    ...hover({ y, band, measured }, kind),
  };
}

// What the pointer tells: the value, the extremes of a band, what a smoothed value was.
function hover({ y, band, measured }, { percent, errors }) {
  const format = percent ? ".2%" : ".4f";
  const parts = [`<b>%{${errors ? "customdata[0]" : "y"}:${format}}</b>`];
  if (band) parts.push(`(%{customdata[1]:${format}} – %{customdata[2]:${format}})`);
  if (measured) parts.push(t("chart.measured", { value: `%{customdata[3]:${format}}` }));
  const rows = y.map((value, at) => [value, band?.low[at], band?.high[at], measured?.[at]]);
  return {
    customdata: band || measured || errors ? rows : undefined,
    hovertemplate: parts.join(" "),
  };
}

function outline({ id, name, x, colour, hidden, band }, kind) {
  return {
    uid: `${id}-band`,
    name: plotlyText(`${name} band`),
    x: [...x, ...[...x].reverse()],
    y: toHeights([...band.high, ...[...band.low].reverse()], kind),
    type: "scatter",
    mode: "lines",
    line: { color: colour, width: 0 },
    fill: "toself",
    fillcolor: `${colour}33`,
    visible: !hidden,
    showlegend: false,
    hoverinfo: "skip",
  };
}

function points({ id, name, x, colour, hidden, measured }, kind) {
  return {
    uid: `${id}-measured`,
    name: plotlyText(`${name} measured`),
    x,
    y: toHeights(measured, kind),
    type: "scatter",
    mode: "markers",
    marker: { color: colour, size: 4 },
    opacity: 0.4,
    visible: !hidden,
    showlegend: false,
    hoverinfo: "skip",
    zorder: -1,
  };
}

function toHeights(values, { errors }) {
  if (!errors) return values;
  return values.map((value) => (isNumber(value) ? errorOf(value) : null));
}
