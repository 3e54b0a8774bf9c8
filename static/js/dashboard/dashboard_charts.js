// The charts of the training page. The server has drawn them; as soon as somebody hovers over them
// or wants to zoom, Plotly draws the same in their place.

import { Chart } from "../charts/chart.js";
import { DrawnChart } from "../charts/drawn_chart.js";
import { loadPlotly } from "../charts/plotly.js";
import { t } from "../lib/i18n.js";
import { siteAddress } from "../lib/site.js";

const KINDS = ["accuracy", "loss"];
// As webapp/schemas/curves.py has it: how many runs a drawing shows, how many pixels it may have.
const MAX_DRAWN = 40;
const WIDTHS = [240, 2400];
const HEIGHTS = [200, 1600];
const FILE_SIZE = { width: 1200, height: 675 };
const FINE_POINTER = "(pointer: fine)";

const byId = (id) => document.getElementById(id);

export class DashboardCharts {
  #lines; #choices; #theme; #listener;
  #drawn;
  #charts = null;
  #loading = null;
  #entries = null;
  #later = null;

  /**
   * draw(query) resolves to an SVG document. The listener has a chart's toggled(id), isolated(id).
   */
  constructor(lines, choices, theme, draw, listener) {
    this.#lines = lines;
    this.#choices = choices;
    this.#theme = theme;
    this.#listener = listener;
    const { drawn } = frameOf("accuracy").dataset;
    const came = drawn && JSON.stringify(JSON.parse(drawn));
    this.#drawn = new Map(
      KINDS.map((kind) => {
        const element = byId(`${kind}-drawn`);
        return [kind, new DrawnChart(element, draw, came && this.#keyOf(kind, came))];
      }),
    );
    this.#listen();
  }

  /** Draws entries { run, metrics }, the first ones first. */
  show(entries) {
    this.#entries = entries;
    this.#tell();
    for (const state of document.querySelectorAll(".chart__state")) state.hidden = true;
    this.#lines.settle(entries);
    if (this.#charts === null) this.#showDrawn();
    else this.#showLive();
  }

  /** The address of a drawing of what is shown: of a file, or of a page for other sites. */
  address(path, size = {}) {
    const address = siteAddress(path);
    const runs = this.#shownIds().slice(-MAX_DRAWN).join(",");
    const query = { runs, ...this.#choices.queryOf("accuracy"), ...size };
    address.search = new URLSearchParams(query);
    return address.href;
  }

  /** Saves the accuracy chart as a PNG. */
  async savePicture() {
    await this.explore();
    return this.#charts?.accuracy.savePicture(t(`chart.${this.#choices.accuracy}`));
  }

  /** Stands in the place of charts that there are not. */
  say(content) {
    for (const state of document.querySelectorAll(".chart__state")) {
      state.replaceChildren(typeof content === "string" ? content : content.cloneNode(true));
      state.hidden = false;
    }
    for (const drawn of this.#drawn.values()) drawn.hide();
  }

  /** Has Plotly draw the charts from now on. */
  explore() {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  #listen() {
    for (const kind of KINDS) {
      const frame = frameOf(kind);
      frame.addEventListener("click", () => this.explore());
      frame.addEventListener("pointermove", ({ pointerType }) => {
        if (pointerType === "mouse") this.explore();
      });
    }
    byId("explore").addEventListener("click", () => {
      if (this.#charts === null) this.explore();
      else Object.values(this.#charts).forEach((chart) => chart.reset());
    });
  }

  // What stands around the charts.
  #tell() {
    const { accuracy, countsMistakes, smoothing } = this.#choices;
    byId("accuracy-title").textContent = t(`chart.${accuracy}`);
    byId("accuracy-note").textContent = t(countsMistakes ? "chart.mistakes" : "chart.share");
    byId("drawings-note").hidden = accuracy !== "drawings_accuracy";
    for (const note of document.querySelectorAll("[data-smoothed]")) note.hidden = smoothing === 0;
    const theme = this.#theme.isDark ? "dark" : "light";
    byId("save-svg").href = this.address("api/curves.svg", { theme, ...FILE_SIZE });
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
      if (this.#entries !== null) await this.#showLive();
    } catch {
      this.#loading = null;
      state.textContent = t("chart.unzoomed");
    }
    button.removeAttribute("aria-busy");
  }

  #newChart(plotly, kind) {
    return new Chart(byId(`${kind}-chart`), plotly, () => this.#theme.colours, {
      ...this.#listener,
      filename: `inknet-${kind}`,
      direct: true,
      // A finger that scrolls the page is not to draw a frame.
      dragmode: matchMedia(FINE_POINTER).matches ? "zoom" : false,
      zoomed: (isZoomed) => {
        byId("explore").disabled = !isZoomed;
      },
    });
  }

  #showDrawn() {
    const shown = this.#entries.filter(({ run }) => !this.#lines.isHidden(run.id));
    if (shown.length > MAX_DRAWN) {
      this.explore();
      return;
    }
    const measured = shown.filter(({ metrics }) => metrics.length > 0);
    const state = measured.map(({ run, metrics }) => [run.id, run.name, metrics.at(-1).epoch]);
    for (const [kind, drawn] of this.#drawn) {
      const { width, height } = drawn.size;
      const query = {
        runs: shown.map(({ run }) => run.id).join(","),
        ...this.#choices.queryOf(kind),
        width: within(width, WIDTHS),
        height: within(height, HEIGHTS),
      };
      drawn.show(query, this.#keyOf(kind, JSON.stringify(state)));
    }
  }

  async #showLive() {
    await this.#draw("accuracy");
    // What is looked at first need not wait for what is further down.
    cancelAnimationFrame(this.#later);
    this.#later = requestAnimationFrame(() => setTimeout(() => this.#draw("loss")));
  }

  async #draw(kind) {
    const metric = this.#choices.metricOf(kind);
    const series = this.#lines.of(this.#entries, metric, this.#choices);
    await this.#charts[kind].show(series, this.#choices.lookOf(kind));
    frameOf(kind).classList.add("chart--live");
  }

  #shownIds() {
    return this.#entries.map(({ run }) => run.id).filter((id) => !this.#lines.isHidden(id));
  }

  // What tells drawings apart: the runs as they are, and how they are drawn.
  #keyOf(kind, state) {
    return state + JSON.stringify(this.#choices.queryOf(kind));
  }
}

function frameOf(kind) {
  return byId(`${kind}-drawn`).parentElement;
}

function within(value, [least, most]) {
  return Math.min(Math.max(Math.round(value), least), most);
}
