// The charts of a run's page: accuracy and loss on each part of the digits that it was measured on.

import { drawingSize, DrawnChart } from "../charts/drawn_chart.js";
import { LineStyles } from "../charts/line_styles.js";
import { frameOf, KINDS, LiveCharts, sayInstead } from "../charts/live_charts.js";
import { t } from "../lib/i18n.js";
import { isKnown } from "../lib/values.js";
import { rateMarks } from "./rate_changes.js";

// In the order of their looks, as webapp/curves/view.py has them.
const PARTS = ["train", "validation", "test", "drawings"];
const LOOKS = { accuracy: { percent: true, floor: null }, loss: {} };

export class RunCharts {
  #drawn; #live;
  #styles = new LineStyles();
  #entry = null;

  /** draw(query) resolves to an SVG document: of which quantity, width and height are asked for. */
  constructor(runId, theme, draw) {
    const { drawn } = frameOf("accuracy").dataset;
    this.#drawn = new Map(
      KINDS.map((kind) => {
        const element = document.getElementById(`${kind}-drawn`);
        return [kind, new DrawnChart(element, draw, drawn)];
      }),
    );
    const options = { filename: `inknet-${runId}`, narrow: true };
    this.#live = new LiveCharts(() => theme.colours, options, (kind) => this.#drawLive(kind));
  }

  /** Draws an entry { run, metrics }. */
  show(entry) {
    this.#entry = entry;
    if (entry.metrics.length === 0) return sayInstead(t("chart.waiting"));
    sayInstead(null);
    return this.#live.isLive ? this.#live.refresh() : this.#showDrawn();
  }

  /** Draws the same in other colours. */
  repaint() {
    if (this.#live.isLive) this.#live.refresh();
  }

  #showDrawn() {
    const { run, metrics } = this.#entry;
    const key = `${metrics.at(-1).epoch} ${run.rate_changes.length}`;
    for (const [kind, drawn] of this.#drawn) {
      drawn.show({ quantity: kind, ...drawingSize(frameOf(kind)) }, key);
    }
  }

  #drawLive(kind) {
    if (this.#entry === null || this.#entry.metrics.length === 0) return undefined;
    const { run, metrics } = this.#entry;
    const known = PARTS.filter((part) => metrics.some((row) => isKnown(row[`${part}_${kind}`])));
    const series = known.map((part) => this.#curve(metrics, part, kind));
    return this.#live.show(kind, series, { ...LOOKS[kind], marks: rateMarks(run) });
  }

  #curve(metrics, part, kind) {
    const name = t(`series.${part}`);
    // Numbered in this order, a part keeps its look in both charts.
    const styles = PARTS.map((each) => this.#styles.of(each));
    return {
      id: part,
      name,
      label: name,
      x: metrics.map(({ epoch }) => epoch),
      y: metrics.map((row) => row[`${part}_${kind}`]),
      ...styles[PARTS.indexOf(part)],
      hidden: false,
    };
  }
}
