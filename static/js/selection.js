// Which runs the charts show. The address keeps it, so that a comparison can be passed on.

import { fromAddress, toAddress } from "./address.js";

const PARAMETER = "runs";

export class Selection {
  #known = new Set();
  #hidden = new Set();
  #leftOut = new Set();
  #chosen;

  constructor() {
    const chosen = fromAddress(PARAMETER);
    this.#chosen = chosen === null ? null : new Set(chosen.split(","));
  }

  /** Takes note of runs; one that a chosen comparison does not name is hidden. */
  meet(ids) {
    for (const id of ids) {
      if (!this.#known.has(id) && this.#chosen && !this.#chosen.has(id)) this.#hidden.add(id);
      this.#known.add(id);
    }
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
    this.#keep();
  }

  #keep() {
    const shown = [...this.#known].filter((id) => !this.isHidden(id));
    const isAll = shown.length === this.#known.size;
    this.#chosen = isAll ? null : new Set(shown);
    toAddress(PARAMETER, isAll ? null : shown.join(","));
  }
}
