// One chart of lines over epochs, drawn by Plotly. It shows what it is given and remembers only
// what the reader did to it: zoom and position survive new data.

import { layoutOf } from "./chart_layout.js";
import { tracesOf } from "./chart_traces.js";

const NARROW_PX = 560;
const IMAGE_SCALE = 2;
const IMAGE_SIZE = { width: 1200, height: 675 };
const IMAGE_MARGIN = { l: 24, r: 24, t: 64, b: 72 };
const BUTTONS = [["toImage"], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]];

export class Chart {
  #element; #options; #plotly; #colours;
  #series = [];
  #drawn = false;

  /**
   * options: filename, toggled(id) and isolated(id), called when the legend is clicked once or
   * twice, and the look of the chart as layoutOf takes it.
   */
  constructor(element, plotly, colours, options) {
    this.#element = element;
    this.#plotly = plotly;
    this.#colours = colours;
    this.#options = options;
    new ResizeObserver(() => this.redraw()).observe(element);
  }

  /**
   * A series is { id, name, x, y, colour, dash, hidden }, and may have a band { low, high } and,
   * where y is smoothed, what was measured. A look changes some of the options.
   */
  show(series, look = {}) {
    this.#series = series;
    this.#options = { ...this.#options, ...look };
    return this.redraw();
  }

  async redraw() {
    if (this.#series.length === 0 && !this.#drawn) return;
    if (!this.#drawn) this.#element.replaceChildren();
    const narrow = this.#element.clientWidth < NARROW_PX;
    const layout = layoutOf(this.#options, this.#colours(), narrow);
    const traces = tracesOf(this.#series, this.#options);
    await this.#plotly.react(this.#element, traces, layout, this.#config());
    if (this.#drawn) return;
    this.#drawn = true;
    this.#listen();
  }

  /** Saves the part that is shown as a PNG of one size on every screen, under a title. */
  savePicture(title) {
    const layout = layoutOf(this.#options, this.#colours(), false);
    for (const axis of ["xaxis", "yaxis"]) {
      const { range, autorange } = this.#element.layout[axis];
      Object.assign(layout[axis], { range, autorange });
    }
    layout.title = { text: title, x: 0.02 };
    layout.margin = IMAGE_MARGIN;
    const shown = this.#series.filter(({ hidden }) => !hidden);
    const { filename } = this.#options;
    const options = { ...IMAGE_SIZE, format: "png", filename, scale: IMAGE_SCALE };
    return this.#plotly.downloadImage({ data: tracesOf(shown, this.#options), layout }, options);
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
