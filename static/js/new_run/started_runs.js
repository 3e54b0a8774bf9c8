// Brings runs that were just started into view in the table, as soon as their rows are there.

const MARK = "runs-table__new";

export class StartedRuns {
  #body; #observer;
  #ids = new Set();

  constructor(body) {
    this.#body = body;
    this.#observer = new MutationObserver(() => this.#look());
  }

  expect(ids) {
    for (const row of this.#body.querySelectorAll(`.${MARK}`)) row.classList.remove(MARK);
    this.#ids = new Set(ids);
    this.#observer.observe(this.#body, { childList: true });
    this.#look();
  }

  #look() {
    const rows = [...this.#body.rows].filter(({ dataset }) => this.#ids.has(dataset.runId));
    if (rows.length === 0) return;
    for (const row of rows) row.classList.add(MARK);
    rows[0].scrollIntoView({ block: "center", behavior: isCalm() ? "auto" : "smooth" });
    this.#observer.disconnect();
  }
}

function isCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
