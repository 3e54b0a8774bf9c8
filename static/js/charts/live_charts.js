// Charts that the server has drawn, of accuracy and of loss; as soon as somebody hovers over them or
// wants to zoom, Plotly draws the same in their place.

import { t } from "../lib/i18n.js";
import { Chart } from "./chart.js";
import { loadPlotly } from "./plotly.js";

/** What there is a chart of; its parts have ids that begin like that. */
export const KINDS = ["accuracy", "loss"];
const FINE_POINTER = "(pointer: fine)";

const byId = (id) => document.getElementById(id);

export class LiveCharts {
  #colours; #options; #draw;
  #charts = null;
  #loading = null;
  #later = null;

  /**
   * colours() are those of the page, options those of each Chart but for what is the same for all;
   * draw(kind) is called when a chart is to be drawn.
   */
  constructor(colours, options, draw) {
    this.#colours = colours;
    this.#options = options;
    this.#draw = draw;
    this.#listen();
  }

  /** Whether Plotly draws the charts. */
  get isLive() {
    return this.#charts !== null;
  }

  /** Has Plotly draw the charts from now on. */
  explore() {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Has both charts drawn anew. */
  async refresh() {
    await this.#draw(KINDS[0]);
    // What is looked at first need not wait for what is further down.
    cancelAnimationFrame(this.#later);
    this.#later = requestAnimationFrame(() => setTimeout(() => this.#draw(KINDS[1])));
  }

  /** Draws a chart, as Chart.show takes it. */
  async show(kind, series, look) {
    await this.#charts[kind].show(series, look);
    frameOf(kind).classList.add("chart--live");
  }

  /** Saves the accuracy chart as a PNG under a title. */
  async savePicture(title) {
    await this.explore();
    return this.#charts?.accuracy.savePicture(title);
  }

  #listen() {
    for (const kind of KINDS) {
      const frame = frameOf(kind);
      frame.addEventListener("click", () => this.explore());
      frame.addEventListener("pointermove", ({ pointerType }) => {
        if (pointerType === "mouse") this.explore();
      });
    }
    const button = byId("explore");
    // Until now a click would have been lost.
    button.disabled = false;
    button.addEventListener("click", () => {
      if (this.#charts === null) this.explore();
      else Object.values(this.#charts).forEach((chart) => chart.reset());
    });
  }

  async #load() {
    const [button, state] = [byId("explore"), byId("explore-state")];
    button.setAttribute("aria-busy", "true");
    try {
      const plotly = await loadPlotly();
      this.#charts = Object.fromEntries(KINDS.map((kind) => [kind, this.#newChart(plotly, kind)]));
      button.textContent = t("chart.reset");
      button.disabled = true;
      state.textContent = "";
      await this.refresh();
    } catch {
      this.#loading = null;
      state.textContent = t("chart.unzoomed");
    }
    button.removeAttribute("aria-busy");
  }

  #newChart(plotly, kind) {
    return new Chart(byId(`${kind}-chart`), plotly, this.#colours, {
      ...this.#options,
      filename: `${this.#options.filename}-${kind}`,
      // A finger that scrolls the page is not to draw a frame.
      dragmode: matchMedia(FINE_POINTER).matches ? "zoom" : false,
      zoomed: (isZoomed) => {
        byId("explore").disabled = !isZoomed;
      },
    });
  }
}

/** The place of a chart, whoever draws it. */
export function frameOf(kind) {
  return byId(`${kind}-drawn`).parentElement;
}

/** What stands in the place of charts that there are not; null where there are some. */
export function sayInstead(content) {
  for (const state of document.querySelectorAll(".chart__state")) {
    if (content !== null) {
      state.replaceChildren(typeof content === "string" ? content : content.cloneNode(true));
    }
    state.hidden = content === null;
  }
}
