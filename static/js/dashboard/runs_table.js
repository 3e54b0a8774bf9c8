// The table of runs: sorts, and says which runs the charts show. Rows are kept and changed in
// place, so that a growing run does not take the focus or the selection away.

import { RunRow } from "./run_row.js";

const FIRST_SORT = { key: "created_at", descending: true };
const TEXTS = new Set(["name", "recipe", "architecture", "status"]);

export class RunsTable {
  #table; #body; #listener;
  #rows = new Map();
  #runs = [];
  #sort = FIRST_SORT;

  /** The listener has toggled(id), called when a run's box is ticked or unticked. */
  constructor(table, listener) {
    this.#table = table;
    this.#body = table.tBodies[0];
    this.#listener = listener;
    for (const header of this.#headers()) {
      const button = header.querySelector("button");
      button.addEventListener("click", () => this.#sortBy(header.dataset.key));
    }
    this.#markSort();
  }

  /** An entry is { run, style, hidden, turn }; turn is a queued run's number in line, else 0. */
  show(entries) {
    this.#runs = entries.map(({ run }) => run);
    const ids = new Set(this.#runs.map(({ id }) => id));
    for (const [id, row] of this.#rows) {
      if (!ids.has(id)) this.#drop(id, row);
    }
    for (const { run, style, hidden, turn } of entries) {
      const row = this.#rows.get(run.id) ?? this.#newRow(run.id);
      row.show(run, style, hidden, turn);
    }
    this.#arrange();
  }

  #newRow(id) {
    const row = new RunRow(() => this.#listener.toggled(id));
    this.#rows.set(id, row);
    return row;
  }

  #drop(id, row) {
    row.element.remove();
    this.#rows.delete(id);
  }

  #headers() {
    return this.#table.tHead.querySelectorAll("th[data-key]");
  }

  // A first click shows what is mostly looked for: texts from A, numbers and dates from the top.
  #sortBy(key) {
    const again = this.#sort.key === key;
    this.#sort = { key, descending: again ? !this.#sort.descending : !TEXTS.has(key) };
    this.#markSort();
    this.#arrange();
  }

  #markSort() {
    for (const header of this.#headers()) {
      const { key, descending } = this.#sort;
      if (header.dataset.key === key) {
        header.setAttribute("aria-sort", descending ? "descending" : "ascending");
      } else {
        header.removeAttribute("aria-sort");
      }
    }
  }

  #arrange() {
    const sorted = [...this.#runs].sort((a, b) => this.#compare(a, b));
    sorted.forEach(({ id }, index) => {
      const { element } = this.#rows.get(id);
      const there = this.#body.rows[index];
      if (there !== element) this.#body.insertBefore(element, there ?? null);
    });
  }

  // Runs without a value come last, whichever way the others are sorted.
  #compare(a, b) {
    const { key, descending } = this.#sort;
    const [left, right] = [sortValue(a, key), sortValue(b, key)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order = TEXTS.has(key) ? left.localeCompare(right) : compareValues(left, right);
    return descending ? -order : order;
  }
}

function compareValues(left, right) {
  return Number(left > right) - Number(left < right);
}

function sortValue(run, key) {
  return run[key] ?? null;
}
