// A small chart of lines over epochs, drawn by Plotly: to look at, without tools of its own.

import { t } from "../lib/i18n.js";
import { frameOf, markLayout, scaleOf, wholeEpochs } from "./chart_layout.js";

const WIDE_DECADES = [0.8, 3];
const TICK_PX = 12;
const MARKERS_UP_TO = 12;
const TICKS = 6;

export class SmallChart {
  #element; #plotly; #colours; #options;

  /** options: log (the scale is logarithmic), percent (values are fractions). */
  constructor(element, plotly, colours, options) {
    this.#element = element;
    this.#plotly = plotly;
    this.#colours = colours;
    this.#options = options;
    new ResizeObserver(() => {
      if (element.data && element.clientWidth) plotly.Plots.resize(element);
    }).observe(element);
  }

  /** A line is { name, x, y, colour, dash }, a mark { x, label, title }. */
  show(lines, marks) {
    const traces = lines.map((line) => this.#trace(line));
    const config = { displayModeBar: false, responsive: false, doubleClick: false };
    this.#plotly.react(this.#element, traces, this.#layout(lines, marks), config);
  }

  #trace({ name, x, y, colour, dash }) {
    return {
      name,
      x,
      y,
      type: "scatter",
      mode: x.length <= MARKERS_UP_TO ? "lines+markers" : "lines",
      line: { color: colour, width: 2, dash: dash.plotly },
      marker: { color: colour, size: 4 },
      cliponaxis: false,
      hovertemplate: this.#options.percent ? "%{y:.2%}" : "%{y:.3~g}",
    };
  }

  // Without a format, Plotly writes 5 for 0.05 on a logarithmic scale.
  #tickFormat() {
    if (this.#options.log) return "~g";
    return this.#options.percent ? ".0%" : "";
  }

  #layout(lines, marks) {
    const colours = this.#colours();
    const axis = { ...scaleOf(colours, TICK_PX), fixedrange: true };
    return {
      autosize: true,
      ...frameOf(colours, 13),
      margin: { l: 8, r: 8, t: 8, b: 8 },
      showlegend: false,
      // A finger that scrolls the page is not to draw a frame.
      dragmode: false,
      hovermode: "x unified",
      xaxis: {
        ...axis,
        rangemode: "tozero",
        tickformat: "d",
        nticks: TICKS,
        ...(lastEpoch(lines) <= TICKS && wholeEpochs(lastEpoch(lines))),
        unifiedhovertitle: { text: `${t("axis.epoch")} %{x}` },
      },
      yaxis: {
        ...axis,
        type: this.#options.log ? "log" : "linear",
        tickformat: this.#tickFormat(),
        nticks: 5,
        ...(this.#options.log && isWide(lines) && { dtick: "D2" }),
        ...(!this.#options.log && { rangemode: "tozero" }),
      },
      ...markLayout(marks, colours, false),
    };
  }
}

function lastEpoch(lines) {
  return Math.max(...lines.map(({ x }) => x.at(-1)));
}

// Over some decades 1, 2 and 5 of each are enough: by itself, Plotly labels all that overlap.
function isWide(lines) {
  const values = lines.flatMap(({ y }) => y.filter((value) => value > 0));
  const decades = Math.log10(Math.max(...values) / Math.min(...values));
  const [least, most] = WIDE_DECADES;
  return decades > least && decades < most;
}
