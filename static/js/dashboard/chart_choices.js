// What can be chosen about the charts of the training page, and what it means for a drawing.

import { decimal } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { SegmentedControl } from "../lib/segmented_control.js";
import { Slider } from "../lib/slider.js";

const LOG = "log";
const TOP = "top";
const LEAST_OF_TOP = 0.9;
// The scales of the accuracy by what the page's address calls them.
const SCALES = { "": LOG, all: "linear", 0.9: TOP };

const byId = (id) => document.getElementById(id);

export class ChartChoices {
  #digits; #grouping; #smoothing; #accuracyScale; #lossScale; #epochScale;

  /** changed() is called for another choice. */
  constructor(changed) {
    this.#digits = new SegmentedControl(byId("accuracy-digits"), changed);
    this.#grouping = new SegmentedControl(byId("accuracy-grouping"), changed);
    this.#accuracyScale = new SegmentedControl(byId("accuracy-scale"), changed);
    this.#lossScale = new SegmentedControl(byId("loss-scale"), changed);
    this.#epochScale = new SegmentedControl(byId("epoch-scale"), changed);
    const say = (weight) => (weight > 0 ? decimal(weight) : t("smoothing.off"));
    this.#smoothing = new Slider(byId("smoothing"), say, changed);
  }

  /** Which accuracy is shown. */
  get accuracy() {
    return this.#digits.value;
  }

  get smoothing() {
    return this.#smoothing.value;
  }

  get grouped() {
    return this.#grouping.value === "seeds";
  }

  get countsMistakes() {
    return this.#scaleOf("accuracy") === LOG;
  }

  /** The metric that a chart shows, "accuracy" or "loss". */
  metricOf(kind) {
    return kind === "loss" ? "test_loss" : this.accuracy;
  }

  /** How Plotly is to draw a chart. */
  lookOf(kind) {
    const scale = this.#scaleOf(kind);
    return {
      quantity: this.metricOf(kind),
      logX: this.#epochScale.value === LOG,
      ...(kind === "loss"
        ? { logY: scale === LOG }
        : { percent: true, errors: scale === LOG, floor: scale === TOP ? LEAST_OF_TOP : null }),
    };
  }

  /** What the server is to draw; its own values for what is not chosen are left out. */
  queryOf(kind) {
    return {
      metric: this.metricOf(kind),
      scale: this.#scaleOf(kind),
      ...(this.#epochScale.value === LOG && { epochs: LOG }),
      ...(this.smoothing > 0 && { smoothing: this.smoothing }),
      ...(this.grouped && { lines: "seeds" }),
    };
  }

  #scaleOf(kind) {
    if (kind === "loss") return this.#lossScale.value === LOG ? LOG : "linear";
    return SCALES[this.#accuracyScale.value];
  }
}
