// The lines of the charts: one for each run, or one for the runs that differ in their seed alone.

import { isNumber } from "./format.js";
import { bandOf, seedGroups } from "./seed_groups.js";

export class RunLines {
  #styles; #selection;

  constructor(styles, selection) {
    this.#styles = styles;
    this.#selection = selection;
  }

  /** Series for a chart; an entry is { run, metrics }. */
  of(entries, metric, { grouped }) {
    // A run has no line before its first measured epoch.
    const measured = entries.filter(({ metrics }) => metrics.some((row) => isNumber(row[metric])));
    return grouped
      ? seedGroups(measured).map((group) => this.#mean(group, metric))
      : measured.map((entry) => this.#single(entry, metric));
  }

  #single({ run, metrics }, metric) {
    return {
      id: run.id,
      name: run.name ?? run.recipe,
      x: metrics.map(({ epoch }) => epoch),
      y: metrics.map((row) => row[metric]),
      ...this.#styles.of(run.id),
      hidden: this.#selection.isHidden(run.id),
    };
  }

  // A run that is hidden is not part of its group's mean, either; a line of one run has no band.
  #mean({ id, members, name }, metric) {
    if (members.length === 1) return this.#single(members[0], metric);
    const shown = members.filter(({ run }) => !this.#selection.isHidden(run.id));
    const hidden = shown.length === 0;
    const style = this.#styles.of(members[0].run.id);
    return { id, name, ...style, hidden, ...bandOf(hidden ? members : shown, metric) };
  }
}
