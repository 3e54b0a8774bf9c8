// One chart of lines over epochs, drawn by Plotly. It shows what it is given and remembers only
// what the reader did to it: zoom and position survive new data.

import { tracesOf } from "./chart_traces.js";
import { directLayout } from "./direct_layout.js";

const NARROW_PX = 560;
const IMAGE_SCALE = 2;
const IMAGE_SIZE = { width: 1200, height: 675 };
const TITLE_PX = 64;
const SECOND_CLICK_MS = 300;
// Nothing leaves this server: Plotly would offer to share the chart on its own.
const CONFIG = {
  displaylogo: false,
  displayModeBar: false,
  responsive: false,
  doubleClick: false,
  plotlyServerURL: "",
  showSendToCloud: false,
};

export class Chart {
  #element; #options; #plotly; #colours;
  #series = [];
  #drawn = false;
  #zoom = { x: null, y: null };
  #clicked = null;

  /**
   * options: filename; narrow, whether names have little room in any case; toggled(id) and
   * isolated(id), called when a line's name is clicked once or twice; zoomed(isZoomed); dragmode,
   * what dragging does, as Plotly calls it; and the look of the chart as directLayout takes it.
   */
  constructor(element, plotly, colours, options) {
    this.#element = element;
    this.#plotly = plotly;
    this.#colours = colours;
    this.#options = options;
    new ResizeObserver(() => this.redraw()).observe(element);
  }

  /**
   * A series is { id, name, x, y, colour, dash, hidden }, and may have a label for its end, a band
   * { low, high } and, where y is smoothed, what was measured. A look changes some of the options.
   */
  show(series, look = {}) {
    const before = this.#options;
    this.#series = series;
    this.#options = { ...before, ...look };
    // Another quantity has a scale of its own: the part that was zoomed into need not have it.
    const changed = (keys) => keys.some((key) => before[key] !== this.#options[key]);
    if (changed(["logX"])) this.#zoom.x = null;
    if (changed(["quantity", "floor", "errors", "logY"])) this.#zoom.y = null;
    return this.redraw();
  }

  /** Shows everything again. */
  reset() {
    this.#zoom = { x: null, y: null };
    this.#options.zoomed?.(false);
    return this.redraw();
  }

  async redraw() {
    if (this.#series.length === 0 && !this.#drawn) return;
    if (!this.#drawn) this.#element.replaceChildren();
    const narrow = this.#options.narrow || this.#element.clientWidth < NARROW_PX;
    const layout = this.#layout(narrow);
    const traces = tracesOf(this.#series, this.#options);
    await this.#plotly.react(this.#element, traces, layout, CONFIG);
    if (this.#drawn) return;
    this.#drawn = true;
    this.#listen();
  }

  /** Saves the part that is shown as a PNG of one size on every screen, under a title. */
  savePicture(title) {
    const layout = this.#layout(false);
    layout.title = { text: title, x: 0.02 };
    layout.margin.t = TITLE_PX;
    const shown = this.#series.filter(({ hidden }) => !hidden);
    const { filename } = this.#options;
    const options = { ...IMAGE_SIZE, format: "png", filename, scale: IMAGE_SCALE };
    return this.#plotly.downloadImage({ data: tracesOf(shown, this.#options), layout }, options);
  }

  #layout(narrow) {
    return directLayout(this.#series, this.#options, this.#colours(), narrow, this.#zoom);
  }

  #listen() {
    this.#element.on("plotly_relayout", (changes) => this.#keepZoom(changes));
    this.#element.on("plotly_doubleclick", () => this.reset());
    this.#element.on("plotly_clickannotation", ({ annotation }) => this.#click(annotation.name));
  }

  #keepZoom(changes) {
    if (!Object.keys(changes).some((key) => /^[xy]axis\.range/.test(key))) return;
    const { xaxis, yaxis } = this.#element.layout;
    this.#zoom = { x: [...xaxis.range], y: [...yaxis.range] };
    this.#options.zoomed?.(true);
    this.redraw();
  }

  // A name is gone once its line is hidden: whether it is clicked twice has to be waited for.
  #click(id) {
    const { toggled, isolated } = this.#options;
    if (!id || !toggled) return;
    if (this.#clicked === null) {
      const timer = setTimeout(() => {
        this.#clicked = null;
        toggled(id);
      }, SECOND_CLICK_MS);
      this.#clicked = { id, timer };
      return;
    }
    const { id: first, timer } = this.#clicked;
    clearTimeout(timer);
    this.#clicked = null;
    if (first === id) isolated(id);
    else [first, id].forEach(toggled);
  }
}
