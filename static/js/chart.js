// One chart of lines over epochs, drawn by Plotly. It shows what it is given and remembers only
// what the reader did to it: zoom and position survive new data.

import { markLayout } from "./chart_marks.js";
import { separators } from "./format.js";
import { t } from "./i18n.js";

const NARROW_PX = 560;
const MARKERS_UP_TO = 60;
const IMAGE_SCALE = 2;
const BUTTONS = [["toImage"], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]];

export class Chart {
  #element; #options; #plotly; #colours;
  #series = [];
  #marks = [];
  #floor = null;
  #drawn = false;

  /**
   * options: percent (values are fractions), yTitle, filename,
   * toggled(id) and isolated(id), called when the legend is clicked once or twice.
   */
  constructor(element, plotly, colours, options) {
    this.#element = element;
    this.#plotly = plotly;
    this.#colours = colours;
    this.#options = options;
    new ResizeObserver(() => this.redraw()).observe(element);
  }

  /**
   * A series is { id, name, x, y, colour, dash, hidden }, and may have a band { low, high }; a mark
   * is { x, label, title }.
   */
  show(series, marks = []) {
    this.#series = series;
    this.#marks = marks;
    return this.redraw();
  }

  /** Another quantity is shown from the next series on; this is its name beside the scale. */
  measure(yTitle) {
    this.#options = { ...this.#options, yTitle };
  }

  /** Cuts the scale off below `floor`, or shows all of it for null. */
  showAbove(floor) {
    this.#floor = floor;
    if (this.#drawn) this.#plotly.relayout(this.#element, this.#range());
  }

  async redraw() {
    if (this.#series.length === 0 && !this.#drawn) return;
    if (!this.#drawn) this.#element.replaceChildren();
    // The lines come first, in the order of the series: clicks on the legend count on that.
    const lines = this.#series.map((series) => this.#trace(series));
    const bands = this.#series.filter(({ band }) => band).map((series) => this.#outline(series));
    const traces = [...lines, ...bands];
    await this.#plotly.react(this.#element, traces, this.#layout(), this.#config());
    if (this.#drawn) return;
    this.#drawn = true;
    this.#listen();
  }

  // The legend's clicks change the page's own choice of runs, so that table and charts agree.
  #listen() {
    const { toggled, isolated } = this.#options;
    if (!toggled) return;
    const idOf = ({ curveNumber }) => this.#series[curveNumber]?.id;
    this.#element.on("plotly_legendclick", (event) => {
      toggled(idOf(event));
      return false;
    });
    this.#element.on("plotly_legenddoubleclick", (event) => {
      isolated(idOf(event));
      return false;
    });
  }

  #trace({ id, name, x, y, colour, dash, hidden, band }) {
    const format = this.#options.percent ? ".2%" : ".4f";
    const extremes = ` (%{customdata[0]:${format}} – %{customdata[1]:${format}})`;
    return {
      uid: id,
      name,
      x,
      y,
      type: "scatter",
      mode: x.length <= MARKERS_UP_TO ? "lines+markers" : "lines",
      line: { color: colour, width: 2.5, dash: dash.plotly },
      marker: { color: colour, size: 5 },
      visible: hidden ? "legendonly" : true,
      showlegend: true,
      customdata: band?.low.map((low, index) => [low, band.high[index]]),
      hovertemplate: `<b>%{y:${format}}</b>${band ? extremes : ""}`,
    };
  }

  #outline({ id, name, x, colour, hidden, band }) {
    return {
      uid: `${id}-band`,
      name: `${name} band`,
      x: [...x, ...x.toReversed()],
      y: [...band.high, ...band.low.toReversed()],
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

  #layout() {
    const colours = this.#colours();
    const { text, muted, line, sheet, font } = colours;
    const narrow = this.#element.clientWidth < NARROW_PX;
    const axis = {
      automargin: true,
      color: muted,
      gridcolor: line,
      linecolor: line,
      zeroline: false,
      tickfont: { size: 13 },
    };
    return {
      uirevision: "kept",
      autosize: true,
      separators: separators(),
      font: { family: font, size: 14, color: text },
      paper_bgcolor: sheet,
      plot_bgcolor: sheet,
      margin: { l: 8, r: narrow ? 8 : 16, t: 40, b: 8 },
      hovermode: "x unified",
      hoverlabel: {
        bgcolor: sheet,
        bordercolor: line,
        font: { color: text, size: 14 },
        namelength: 32,
      },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: muted, activecolor: text, orientation: "h" },
      legend: narrow
        ? { orientation: "h", x: 0, y: -0.1, yanchor: "top", maxheight: 0.3, font: { size: 13 } }
        : { x: 1.01, y: 1, font: { size: 13 }, maxheight: 0.9 },
      xaxis: {
        ...axis,
        title: { text: narrow ? "" : t("axis.epoch"), font: { size: 13 } },
        rangemode: "tozero",
        tickformat: "d",
        hoverformat: "d",
        unifiedhovertitle: { text: `${t("axis.epoch")} %{x}` },
      },
      yaxis: {
        ...axis,
        title: { text: narrow ? "" : this.#options.yTitle, font: { size: 13 } },
        tickformat: this.#options.percent ? ".0%" : "",
        // Another quantity has a scale of its own: the part that was zoomed into need not have it.
        uirevision: this.#options.yTitle,
        ...this.#yRange(),
      },
      ...markLayout(this.#marks, colours, this.#options.percent),
    };
  }

  #yRange() {
    if (this.#floor === null) return { autorange: true };
    return { autorange: false, range: [this.#floor, 1] };
  }

  #range() {
    const { autorange, range } = this.#yRange();
    const x = { "xaxis.autorange": true, "yaxis.autorange": autorange };
    return range ? { ...x, "yaxis.range": range } : x;
  }

  #config() {
    return {
      displaylogo: false,
      displayModeBar: true,
      responsive: false,
      doubleClick: "reset",
      modeBarButtons: BUTTONS,
      // Nothing leaves this server: Plotly would offer to share the chart on its own.
      plotlyServerURL: "",
      showSendToCloud: false,
      toImageButtonOptions: {
        format: "png",
        filename: this.#options.filename,
        scale: IMAGE_SCALE,
      },
    };
  }
}
