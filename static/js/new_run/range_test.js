// The search for a learning rate: the loss at ever higher rates, drawn while it is computed, and
// what it suggests.

import { frameOf, markLayout, scaleOf } from "../charts/chart_layout.js";
import { loadPlotly } from "../charts/plotly.js";
import { failureReason } from "../api/errors.js";
import { decimal } from "../lib/format.js";
import { joinSentences, t } from "../lib/i18n.js";
import { Study } from "../runs/study.js";

const RAW_OPACITY = 0.35;
const HEADROOM = 1.3;

export class RangeTest {
  #root; #theme; #newStudy; #use;
  #study = null;
  #points = [];
  #suggested = null;
  #lowest = null;

  /** newStudy() makes the Study to follow, if it can; use(rate) takes up what was suggested. */
  constructor(root, theme, newStudy, use) {
    this.#root = root;
    this.#theme = theme;
    this.#newStudy = newStudy;
    this.#use = use;
    root.addEventListener("click", ({ target }) => {
      const action = target.closest("button")?.dataset.action;
      if (action) this[action]();
    });
    theme.onChange(() => this.#draw());
  }

  async ask() {
    this.#study = this.#newStudy();
    if (!this.#study) return;
    this.#suggested = null;
    this.#show({ asking: true, text: t("study.queued") });
    try {
      const found = await this.#study.follow((study) => this.#progress(study));
      this.#end(found);
    } catch (error) {
      this.#show({ text: failureReason(error) });
    }
  }

  cancel() {
    this.#study?.cancel();
  }

  use() {
    this.#use(this.#suggested);
    this.#show({ text: t("range.used", { rate: decimal(this.#suggested) }) });
  }

  #progress({ status, result }) {
    if (status !== "running" || !result) return;
    this.#points = result.points;
    this.#show({ asking: true, text: t("range.running") });
    this.#draw();
  }

  #end(study) {
    if (study === null) return this.#show({ text: "" });
    if (study.status !== "finished") {
      return this.#show({ text: study.error ?? t("study.interrupted") });
    }
    const { points, suggested_rate: rate, lowest_at: lowest } = study.result;
    this.#points = points;
    this.#suggested = rate;
    this.#lowest = lowest;
    this.#show({ text: sentencesOn(study.result), suggested: rate });
    return this.#draw();
  }

  #show({ text, asking = false, suggested = null }) {
    const button = (action) => this.#root.querySelector(`[data-action=${action}]`);
    button("ask").hidden = asking;
    button("cancel").hidden = !asking;
    button("use").hidden = suggested === null;
    button("use").textContent = t("range.use", { rate: decimal(suggested ?? 0) });
    this.#root.querySelector("[role=status]").textContent = text;
  }

  async #draw() {
    if (this.#points.length === 0) return;
    const chart = this.#root.querySelector(".range-test__chart");
    chart.hidden = false;
    const plotly = await loadPlotly();
    await plotly.react(chart, this.#traces(), this.#layout(), {
      displayModeBar: false,
      responsive: true,
    });
  }

  #traces() {
    const { accent, muted } = this.#theme.colours;
    const x = this.#points.map((point) => point.learning_rate);
    const line = { x, type: "scatter", mode: "lines", hovertemplate: "%{x:.2g}: %{y:.4f}" };
    return [
      {
        ...line,
        name: t("range.loss"),
        y: this.#points.map((point) => point.loss),
        line: { color: muted, width: 1 },
        opacity: RAW_OPACITY,
        hoverinfo: "skip",
        hovertemplate: null,
      },
      {
        ...line,
        name: t("range.smoothed"),
        y: this.#points.map((point) => point.smoothed_loss),
        line: { color: accent, width: 2.5 },
      },
    ];
  }

  /** What the sentence below the button speaks of. */
  #marks() {
    if (this.#suggested === null) return [];
    return [
      { x: this.#suggested, label: t("range.suggested", { rate: decimal(this.#suggested) }) },
      { x: this.#lowest, label: t("range.lowest", { rate: short(this.#lowest) }) },
    ];
  }

  #layout() {
    const { colours } = this.#theme;
    const highest = Math.max(...this.#points.map((point) => point.smoothed_loss));
    const axis = scaleOf(colours, 13);
    return {
      margin: { l: 56, r: 16, t: 8, b: 44 },
      ...frameOf(colours, 13),
      showlegend: false,
      xaxis: { ...axis, type: "log", dtick: 1, exponentformat: "power", title: { text: t("range.rate") } },
      // A single wild minibatch must not press the curve flat.
      yaxis: { ...axis, range: [0, highest * HEADROOM], title: { text: t("range.loss") } },
      ...onLogScale(markLayout(this.#marks(), colours, false)),
    };
  }
}

/** Where the loss was lowest, what is suggested, and how the test ended, as the chart shows it. */
function sentencesOn({ points, suggested_rate: rate, lowest_at: lowest, fell_apart: fellApart }) {
  if (rate === null) return t("range.none");
  const last = short(points.at(-1).learning_rate);
  const end = fellApart ? t("range.fell_apart") : t("range.held", { last });
  return joinSentences([t("range.found", { rate: decimal(rate), lowest: short(lowest) }), end]);
}

/** With two digits, as the suggestion. */
function short(rate) {
  return decimal(Number(rate.toPrecision(2)));
}

/** Where the scale is logarithmic, Plotly takes an annotation's place for an exponent of ten. */
function onLogScale({ shapes, annotations }) {
  return { shapes, annotations: annotations.map((note) => ({ ...note, x: Math.log10(note.x) })) };
}
