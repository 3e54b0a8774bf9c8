// The charts of the training page with what can be chosen about them.

import { Chart } from "../charts/chart.js";
import { loadPlotly } from "../charts/plotly.js";
import { decimal } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { SegmentedControl } from "../lib/segmented_control.js";
import { Slider } from "../lib/slider.js";

const LOG = "log";

const byId = (id) => document.getElementById(id);

export class DashboardCharts {
  #lines; #theme; #listener;
  #digits; #grouping; #smoothing; #accuracyScale; #lossScale; #epochScale;
  #charts = null;
  #later = null;

  /** The listener has changed(), for another choice, and a chart's toggled(id), isolated(id). */
  constructor(lines, theme, listener) {
    this.#lines = lines;
    this.#theme = theme;
    this.#listener = listener;
    const { changed } = listener;
    this.#digits = new SegmentedControl(byId("accuracy-digits"), changed);
    this.#grouping = new SegmentedControl(byId("accuracy-grouping"), changed);
    this.#accuracyScale = new SegmentedControl(byId("accuracy-scale"), changed);
    this.#lossScale = new SegmentedControl(byId("loss-scale"), changed);
    this.#epochScale = new SegmentedControl(byId("epoch-scale"), changed);
    const say = (weight) => (weight > 0 ? decimal(weight) : t("smoothing.off"));
    this.#smoothing = new Slider(byId("smoothing"), say, changed);
  }

  /** Which accuracy is shown. */
  get metric() {
    return this.#digits.value;
  }

  async load() {
    try {
      const plotly = await loadPlotly();
      const newChart = (kind) => this.#newChart(plotly, kind);
      this.#charts = { accuracy: newChart("accuracy"), loss: newChart("loss") };
    } catch (error) {
      this.say(t("chart.failed"));
      throw error;
    }
  }

  /** Draws entries { run, metrics }, the first ones first. */
  show(entries) {
    byId("accuracy-title").textContent = t(`chart.${this.metric}`);
    byId("drawings-note").hidden = this.metric !== "drawings_accuracy";
    for (const note of document.querySelectorAll("[data-smoothed]")) {
      note.hidden = this.#smoothing.value === 0;
    }
    if (this.#charts === null) return;
    const scale = this.#accuracyScale.value;
    const floor = Number.parseFloat(scale);
    this.#draw("accuracy", this.metric, entries, { percent: true, floor, errors: scale === LOG });
    // What is looked at first need not wait for what is further down.
    cancelAnimationFrame(this.#later);
    this.#later = requestAnimationFrame(() =>
      setTimeout(() =>
        this.#draw("loss", "test_loss", entries, { logY: this.#lossScale.value === LOG }),
      ),
    );
  }

  /** Saves the accuracy chart as a PNG. */
  savePicture() {
    return this.#charts?.accuracy.savePicture(t(`chart.${this.metric}`));
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

  #newChart(plotly, kind) {
    const { toggled, isolated } = this.#listener;
    const options = { filename: `inknet-${kind}`, toggled, isolated };
    return new Chart(byId(`${kind}-chart`), plotly, () => this.#theme.colours, options);
  }

  #draw(kind, metric, entries, look) {
    const smoothing = this.#smoothing.value;
    const name = t(`axis.${metric}`);
    const grouped = this.#grouping.value === "seeds";
    this.#charts[kind].show(this.#lines.of(entries, metric, { grouped, smoothing }), {
      ...look,
      quantity: metric,
      yTitle: smoothing > 0 ? t("axis.smoothed", { name }) : name,
      logX: this.#epochScale.value === LOG,
    });
  }
}
