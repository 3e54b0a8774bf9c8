// How accuracy falls as digits are spoilt: a small chart for each way to spoil them.

import { frameOf, scaleOf } from "../charts/chart_layout.js";
import { loadPlotly } from "../charts/plotly.js";
import { percent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { whenInSight } from "./in_sight.js";

export class RobustnessView {
  #root; #theme;
  #charts = new Map();
  #points = [];

  constructor(root, theme) {
    this.#root = root;
    this.#theme = theme;
    theme.onChange(() => this.#draw());
  }

  show({ points }) {
    this.#points = points;
    return this.#draw();
  }

  async #draw() {
    if (this.#points.length === 0) return;
    const charts = this.#charted();
    await whenInSight(this.#root);
    const plotly = await loadPlotly();
    const config = { displayModeBar: false, responsive: true };
    for (const { name, points, chart } of charts) {
      plotly.react(chart, [this.#trace(points)], this.#layout(name), config);
    }
  }

  // What is drawn has its place, and its words, from the start.
  #charted() {
    return [...new Set(this.#points.map(({ name }) => name))].map((name) => {
      const points = this.#points.filter((point) => point.name === name);
      const chart = this.#charts.get(name) ?? this.#newChart(name);
      chart.setAttribute("aria-label", points.map(sayPoint).join(", "));
      return { name, points, chart };
    });
  }

  #newChart(name) {
    const figure = document.createElement("div");
    const title = document.createElement("h4");
    const chart = document.createElement("div");
    title.textContent = t(`strain.${name}`);
    chart.className = "robustness__chart";
    chart.setAttribute("role", "img");
    figure.append(title, chart);
    this.#root.append(figure);
    this.#charts.set(name, chart);
    return chart;
  }

  #trace(points) {
    const { accent } = this.#theme.colours;
    return {
      x: points.map((point) => point.strength),
      y: points.map((point) => point.accuracy),
      type: "scatter",
      mode: "lines+markers",
      line: { color: accent, width: 2.5 },
      marker: { color: accent, size: 6 },
      hovertemplate: "%{x}: <b>%{y:.1%}</b><extra></extra>",
    };
  }

  #layout(name) {
    const { colours } = this.#theme;
    const axis = { ...scaleOf(colours, 13), fixedrange: true };
    return {
      margin: { l: 8, r: 8, t: 8, b: 8 },
      ...frameOf(colours, 13),
      showlegend: false,
      xaxis: { ...axis, title: { text: t(`unit.${name}`), font: { size: 13 } } },
      yaxis: { ...axis, range: [0, 1.02], tickformat: ".0%" },
    };
  }
}

function sayPoint({ strength, accuracy }) {
  return `${strength}: ${percent(accuracy)}`;
}
