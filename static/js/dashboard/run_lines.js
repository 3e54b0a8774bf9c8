// The lines of the charts: one for each run, or one for the runs that differ in their seed alone.

import { distinct, shortLabels } from "../charts/names.js";
import { smooth } from "../charts/smoothing.js";
import { isNumber } from "../lib/format.js";
import { bandOf, seedGroups } from "./seed_groups.js";

export class RunLines {
  #styles; #selection;

  constructor(styles, selection) {
    this.#styles = styles;
    this.#selection = selection;
  }

  isHidden(id) {
    return this.#selection.isHidden(id);
  }

  /** Gives those of the entries that are shown styles that differ. */
  settle(entries) {
    const measured = entries.filter(({ metrics }) => metrics.length > 0);
    const ids = measured.map(({ run }) => run.id);
    this.#styles.settle(ids.filter((id) => !this.isHidden(id)));
  }

  /** Series for a chart; an entry is { run, metrics }, smoothing the weight of what came before. */
  of(entries, metric, { grouped, smoothing }) {
    // A run has no line before its first measured epoch.
    const measured = entries.filter(({ metrics }) => metrics.some((row) => isNumber(row[metric])));
    const series = grouped
      ? seedGroups(measured).map((group) => this.#mean(group, metric, smoothing))
      : measured.map((entry) => this.#single(entry, metric, smoothing));
    return named(series);
  }

  #single(entry, metric, smoothing) {
    const { run } = entry;
    return {
      id: run.id,
      name: run.name ?? run.recipe,
      ...curveOf(entry, metric, smoothing),
      measured: smoothing > 0 ? curveOf(entry, metric, 0).y : undefined,
      ...this.#styles.of(run.id),
      hidden: this.isHidden(run.id),
    };
  }

  // A run that is hidden is not part of its group's mean, either; a line of one run has no band.
  // Each run is smoothed by itself: the band still goes from the lowest curve to the highest.
  #mean({ id, members, name }, metric, smoothing) {
    if (members.length === 1) return this.#single(members[0], metric, smoothing);
    const shown = members.filter(({ run }) => !this.isHidden(run.id));
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

// Those that are shown have the first say in what they are called.
function named(series) {
  const shown = series.filter(({ hidden }) => !hidden);
  const others = series.filter(({ hidden }) => hidden);
  const names = distinct([...shown, ...others].map(({ name }) => name));
  const labels = shortLabels(names.slice(0, shown.length));
  let [next, nextHidden] = [0, shown.length];
  return series.map((each) => {
    const at = each.hidden ? nextHidden++ : next++;
    return { ...each, name: names[at], label: labels[at] ?? names[at] };
  });
}

function curveOf({ metrics }, metric, smoothing) {
  return {
    x: metrics.map(({ epoch }) => epoch),
    y: smooth(metrics.map((row) => row[metric]), smoothing),
  };
}
