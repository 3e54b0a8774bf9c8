// The lines of the charts: one for each run, or one for the runs that differ in their seed alone.

import { smooth } from "../charts/smoothing.js";
import { isNumber } from "../lib/format.js";
import { bandOf, seedGroups } from "./seed_groups.js";

export class RunLines {
  #styles; #selection;

  constructor(styles, selection) {
    this.#styles = styles;
    this.#selection = selection;
  }

  /** Series for a chart; an entry is { run, metrics }, smoothing the weight of what came before. */
  of(entries, metric, { grouped, smoothing }) {
    // A run has no line before its first measured epoch.
    const measured = entries.filter(({ metrics }) => metrics.some((row) => isNumber(row[metric])));
    return grouped
      ? seedGroups(measured).map((group) => this.#mean(group, metric, smoothing))
      : measured.map((entry) => this.#single(entry, metric, smoothing));
  }

  #single(entry, metric, smoothing) {
    const { run } = entry;
    return {
      id: run.id,
      name: run.name ?? run.recipe,
      ...curveOf(entry, metric, smoothing),
      measured: smoothing > 0 ? curveOf(entry, metric, 0).y : undefined,
      ...this.#styles.of(run.id),
      hidden: this.#selection.isHidden(run.id),
    };
  }

  // A run that is hidden is not part of its group's mean, either; a line of one run has no band.
  // Each run is smoothed by itself: the band still goes from the lowest curve to the highest.
  #mean({ id, members, name }, metric, smoothing) {
    if (members.length === 1) return this.#single(members[0], metric, smoothing);
    const shown = members.filter(({ run }) => !this.#selection.isHidden(run.id));
    const hidden = shown.length === 0;
    const counted = hidden ? members : shown;
    const curves = (weight) => counted.map((each) => curveOf(each, metric, weight));
    return {
      id,
      name,
      ...bandOf(curves(smoothing)),
      measured: smoothing > 0 ? bandOf(curves(0)).y : undefined,
      ...this.#styles.of(members[0].run.id),
      hidden,
    };
  }
}

function curveOf({ metrics }, metric, smoothing) {
  return {
    x: metrics.map(({ epoch }) => epoch),
    y: smooth(metrics.map((row) => row[metric]), smoothing),
  };
}
