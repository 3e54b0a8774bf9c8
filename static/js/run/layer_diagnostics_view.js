// Inside the network: the learning rate, and each layer's gradients, weights and dead units.

import { SmallChart } from "../charts/small_chart.js";
import { lineSwatch } from "../charts/swatch.js";
import { t } from "../lib/i18n.js";
import { isKnown } from "../lib/values.js";
import { layerName } from "./layer_names.js";
import { rateMarks } from "./rate_changes.js";

const SCALES = {
  learning_rate: {},
  gradient_norm: { log: true },
  weight_norm: { log: true },
  dead_share: { percent: true },
};

const SOLID = { svg: "none" };

export class LayerDiagnosticsView {
  #root; #styles; #legend; #colours;
  #charts = new Map();
  #entry = null;

  /** root is a details element: nothing is drawn until it is opened. colours() are the page's. */
  constructor(root, styles, colours) {
    this.#root = root;
    this.#styles = styles;
    this.#colours = colours;
    this.#legend = root.querySelector(".inside__layers");
    root.addEventListener("toggle", () => this.#render());
  }

  /** An entry is { run, metrics }. */
  show(entry) {
    this.#entry = entry;
    this.#render();
  }

  #render() {
    if (!this.#root.open || this.#entry === null) return;
    const { run, metrics } = this.#entry;
    const layers = metrics.find(({ layers }) => layers)?.layers ?? [];
    this.#legend.replaceChildren(...layers.map((layer) => this.#legendItem(layer)));
    for (const key of Object.keys(SCALES)) {
      const lines = key === "learning_rate" ? [this.#rate(metrics)] : this.#lines(layers, metrics, key);
      const known = lines.filter(({ y }) => y.some(isKnown));
      if (known.length > 0) this.#chartOf(key).show(known, key === "learning_rate" ? rateMarks(run) : []);
      else if (!this.#charts.has(key)) this.#placeOf(key).replaceChildren(newNotice(metrics, key));
    }
  }

  #chartOf(key) {
    if (!this.#charts.has(key)) this.#charts.set(key, new SmallChart(this.#placeOf(key), SCALES[key]));
    return this.#charts.get(key);
  }

  #placeOf(key) {
    return this.#root.querySelector(`[data-chart="${key}"]`);
  }

  #rate(metrics) {
    return {
      name: t("inside.rate"),
      x: metrics.map(({ epoch }) => epoch),
      y: metrics.map(({ learning_rate: rate }) => rate),
      colour: this.#colours().text,
      dash: SOLID,
    };
  }

  #lines(layers, metrics, key) {
    return layers.map((layer, index) => ({
      name: layerName(layer),
      x: metrics.map(({ epoch }) => epoch),
      y: metrics.map((row) => row.layers?.[index]?.[key]),
      ...this.#styles.of(layer.layer),
    }));
  }

  #legendItem(layer) {
    const item = document.createElement("li");
    item.append(lineSwatch(this.#styles.of(layer.layer)), layerName(layer));
    return item;
  }
}

function newNotice(metrics, key) {
  const state = document.createElement("p");
  state.className = "chart__state";
  const reason = key === "dead_share" ? "inside.no_rectifiers" : "inside.unknown";
  state.textContent = t(metrics.length === 0 ? "chart.waiting" : reason);
  return state;
}
