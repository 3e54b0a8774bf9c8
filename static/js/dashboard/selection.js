// Which runs the charts show. The address keeps it, so that a comparison can be passed on.

import { fromAddress, toAddress } from "../lib/address.js";

const PARAMETER = "runs";
// More lines than these hide each other, and take seconds to draw.
const MOST_AT_FIRST = 20;

export class Selection {
  #known = new Set();
  #hidden = new Set();
  #leftOut = new Set();
  #deferred = new Set();
  #chosen;

  constructor() {
    const chosen = fromAddress(PARAMETER);
    this.#chosen = chosen === null ? null : new Set(chosen.split(","));
  }

  /**
   * Takes note of runs, the oldest first; one that a chosen comparison does not name is hidden. Of
   * many that are met at first, only the newest are shown, and the curves of the others deferred.
   */
  meet(ids) {
    const isFirst = this.#known.size === 0;
    for (const id of ids) {
      if (!this.#known.has(id) && this.#chosen && !this.#chosen.has(id)) this.#hidden.add(id);
      this.#known.add(id);
    }
    if (!isFirst || ids.length <= MOST_AT_FIRST) return;
    if (!this.#chosen) for (const id of ids.slice(0, -MOST_AT_FIRST)) this.#hidden.add(id);
    this.#deferred = new Set(this.#hidden);
  }

  /** Whether nobody has asked for a run's curve yet. */
  isDeferred(id) {
    return this.#deferred.has(id);
  }

  isHidden(id) {
    return this.#hidden.has(id) || this.#leftOut.has(id);
  }

  /** Whether a run is one of those compared: shown, or left out of them for the time being. */
  isCompared(id) {
    return !this.#hidden.has(id);
  }

  /** Leaves out these of the runs that are compared, and no others. */
  leaveOut(ids) {
    this.#leftOut = new Set(ids);
    this.#keep();
  }

  /** Hides runs if any of them is shown, else shows them all. */
  toggle(ids) {
    const isShown = ids.some((id) => !this.isHidden(id));
    for (const id of ids) {
      this.#leftOut.delete(id);
      this.#deferred.delete(id);
      if (isShown) this.#hidden.add(id);
      else this.#hidden.delete(id);
    }
    this.#keep();
  }

  /** Shows these runs alone or, where that is so already, all. */
  isolate(ids) {
    const others = [...this.#known].filter((id) => !ids.includes(id));
    const areAlone = others.every((id) => this.isHidden(id));
    this.#leftOut.clear();
    this.#hidden = new Set(areAlone ? [] : others);
    for (const id of areAlone ? others : ids) this.#deferred.delete(id);
    this.#keep();
  }

  #keep() {
    const shown = [...this.#known].filter((id) => !this.isHidden(id));
    const isAll = shown.length === this.#known.size;
    this.#chosen = isAll ? null : new Set(shown);
    toAddress(PARAMETER, isAll ? null : shown.join(","));
  }
}
