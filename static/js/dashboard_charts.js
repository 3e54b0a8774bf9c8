// The charts of the training page with what can be chosen about them.

import { Chart } from "./chart.js";
import { t } from "./i18n.js";
import { loadPlotly } from "./plotly.js";
import { Segmented } from "./segmented.js";

const byId = (id) => document.getElementById(id);

export class DashboardCharts {
  #lines; #theme; #listener; #digits; #grouping; #scale;
  #charts = [];

  /** The listener has changed(), for another choice, and a chart's toggled(id), isolated(id). */
  constructor(lines, theme, listener) {
    this.#lines = lines;
    this.#theme = theme;
    this.#listener = listener;
    this.#digits = new Segmented(byId("accuracy-digits"), listener.changed);
    this.#grouping = new Segmented(byId("accuracy-grouping"), listener.changed);
    this.#scale = new Segmented(byId("accuracy-scale"), () => this.#showScale());
  }

  /** Which accuracy is shown. */
  get metric() {
    return this.#digits.value;
  }

  async load() {
    try {
      const plotly = await loadPlotly();
      this.#charts = [
        this.#newChart(plotly, "accuracy", () => this.metric, { percent: true }),
        this.#newChart(plotly, "loss", () => "test_loss", { percent: false }),
      ];
    } catch (error) {
      this.say(t("chart.failed"));
      throw error;
    }
    this.#showScale();
  }

  /** Draws entries { run, metrics }, the first ones first. */
  show(entries) {
    byId("accuracy-title").textContent = t(`chart.${this.metric}`);
    byId("drawings-note").hidden = this.metric !== "drawings_accuracy";
    const grouped = this.#grouping.value === "seeds";
    for (const { chart, metricNow } of this.#charts) {
      const metric = metricNow();
      chart.measure(t(`axis.${metric}`));
      chart.show(this.#lines.of(entries, metric, { grouped }));
    }
  }

  /** Drawings can be chosen as soon as a run was measured on them, means once there are any. */
  offer({ drawings, means }) {
    byId("accuracy-digits").hidden = !drawings;
    byId("accuracy-grouping").hidden = !means;
  }

  /** Stands in the place of charts that there are not. */
  say(content) {
    for (const state of document.querySelectorAll(".chart__state")) {
      state.replaceChildren(typeof content === "string" ? content : content.cloneNode(true));
    }
  }

  // metricNow() says which metric the chart is to show.
  #newChart(plotly, kind, metricNow, options) {
    const { toggled, isolated } = this.#listener;
    const filename = `inknet-${kind}`;
    const all = { ...options, filename, toggled, isolated };
    return { chart: new Chart(byId(`${kind}-chart`), plotly, () => this.#theme.colours, all), metricNow };
  }

  #showScale() {
    const floor = this.#scale.value;
    this.#charts[0]?.chart.showAbove(floor === "" ? null : Number.parseFloat(floor));
  }
}
