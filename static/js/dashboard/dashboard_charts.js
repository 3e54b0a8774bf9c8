// The charts of the training page. The server has drawn them; as soon as somebody hovers over them
// or wants to zoom, Plotly draws the same in their place.

import { drawingSize, DrawnChart } from "../charts/drawn_chart.js";
import { frameOf, KINDS, LiveCharts, sayInstead } from "../charts/live_charts.js";
import { t } from "../lib/i18n.js";
import { siteAddress } from "../lib/site.js";

// As webapp/schemas/curves.py has it: how many runs a drawing shows.
const MAX_DRAWN = 40;
const FILE_SIZE = { width: 1200, height: 675 };

const byId = (id) => document.getElementById(id);

export class DashboardCharts {
  #lines; #choices; #theme; #drawn; #live;
  #entries = null;

  /**
   * draw(query) resolves to an SVG document. The listener has a chart's toggled(id), isolated(id).
   */
  constructor(lines, choices, theme, draw, listener) {
    this.#lines = lines;
    this.#choices = choices;
    this.#theme = theme;
    const { drawn } = frameOf("accuracy").dataset;
    const came = drawn && JSON.stringify(JSON.parse(drawn));
    this.#drawn = new Map(
      KINDS.map((kind) => {
        const element = byId(`${kind}-drawn`);
        return [kind, new DrawnChart(element, draw, came && this.#keyOf(kind, came))];
      }),
    );
    const options = { ...listener, filename: "inknet" };
    this.#live = new LiveCharts(() => theme.colours, options, (kind) => this.#drawLive(kind));
  }

  /** Draws entries { run, metrics }, the first ones first. */
  show(entries) {
    this.#entries = entries;
    this.#tell();
    sayInstead(null);
    this.#lines.settle(entries);
    if (this.#live.isLive) this.#live.refresh();
    else this.#showDrawn();
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
  savePicture() {
    return this.#live.savePicture(t(`chart.${this.#choices.accuracy}`));
  }

  /** Stands in the place of charts that there are not. */
  say(content) {
    sayInstead(content);
    for (const drawn of this.#drawn.values()) drawn.hide();
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

  #showDrawn() {
    const shown = this.#entries.filter(({ run }) => !this.#lines.isHidden(run.id));
    if (shown.length > MAX_DRAWN) {
      this.#live.explore();
      return;
    }
    const measured = shown.filter(({ metrics }) => metrics.length > 0);
    const state = measured.map(({ run, metrics }) => [run.id, run.name, metrics.at(-1).epoch]);
    for (const [kind, drawn] of this.#drawn) {
      const query = {
        runs: shown.map(({ run }) => run.id).join(","),
        ...this.#choices.queryOf(kind),
        ...drawingSize(frameOf(kind)),
      };
      drawn.show(query, this.#keyOf(kind, JSON.stringify(state)));
    }
  }

  #drawLive(kind) {
    if (this.#entries === null) return undefined;
    const metric = this.#choices.metricOf(kind);
    const series = this.#lines.of(this.#entries, metric, this.#choices);
    return this.#live.show(kind, series, this.#choices.lookOf(kind));
  }

  #shownIds() {
    return this.#entries.map(({ run }) => run.id).filter((id) => !this.#lines.isHidden(id));
  }

  // What tells drawings apart: the runs as they are, and how they are drawn.
  #keyOf(kind, state) {
    return state + JSON.stringify(this.#choices.queryOf(kind));
  }
}
