// A table with a row for each class and a column for each answer, whose cells are buttons. Tab
// reaches one of them, as in any grid: whoever works by keyboard need not pass a hundred. From there
// arrow keys lead on, Home and End to the ends of a row.

import { ARROWS } from "../lib/grid.js";

const SHORT = 2; // characters of a name that fit above a column

export class CellTable {
  #table; #body; #chosen;

  /** chosen({ label, answer }) is called when a cell is opened. */
  constructor(table, chosen) {
    this.#table = table;
    this.#body = table.tBodies[0];
    this.#chosen = chosen;
    table.setAttribute("role", "grid");
    this.#body.addEventListener("click", ({ target }) => this.#open(target.closest("button")));
    this.#body.addEventListener("focusin", ({ target }) => this.#letTabReach(target));
    this.#body.addEventListener("keydown", (event) => this.#goOn(event));
  }

  /**
   * rows has the cells of each class, in order, and names what these are called; what was open
   * stays so, if it is still there.
   */
  show(rows, names) {
    this.#nameColumns(names);
    const { opened } = this;
    const focused = placeOf(this.#body.querySelector("button:focus"));
    const reached = placeOf(this.#body.querySelector("button[tabindex='0']"));
    this.#body.replaceChildren(...rows.map((cells, label) => rowOf(cells, names[label])));
    this.#find(opened)?.setAttribute("aria-pressed", true);
    this.#letTabReach(this.#find(reached) ?? this.#body.querySelector("button"));
    this.#find(focused)?.focus({ preventScroll: true });
  }

  /** The cell that is open as { label, answer }, or null. */
  get opened() {
    return placeOf(this.#body.querySelector("[aria-pressed=true]"));
  }

  /** Has no cell open any more. */
  close() {
    this.#body.querySelector("[aria-pressed=true]")?.setAttribute("aria-pressed", false);
  }

  /** The page came with the ten digits; other data has other classes. */
  #nameColumns(names) {
    const heads = [...this.#table.tHead.querySelectorAll("[data-class]")];
    if (heads.map((head) => head.textContent).join("\n") === names.join("\n")) return;
    heads[0].before(...names.map(headOf));
    for (const head of heads) head.remove();
    this.#table.classList.toggle("confusion--named", names.some((name) => name.length > SHORT));
  }

  #open(button) {
    if (button === null) return;
    this.close();
    button.setAttribute("aria-pressed", true);
    this.#chosen(this.opened);
  }

  #letTabReach(reached) {
    for (const button of this.#body.querySelectorAll("button")) {
      button.tabIndex = button === reached ? 0 : -1;
    }
  }

  #goOn(event) {
    const button = event.target.closest("button");
    const next = button && this.#nextOf(button, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #nextOf(button, key) {
    const inRow = [...button.closest("tr").querySelectorAll("button")];
    if (key === "Home") return inRow.at(0);
    if (key === "End") return inRow.at(-1);
    if (!(key in ARROWS)) return null;
    // Where nothing was counted there is no button: the next one in that direction.
    const [down, right] = ARROWS[key];
    const { label, answer } = placeOf(button);
    const steps = Array.from({ length: this.#body.rows.length }, (_, step) => step + 1);
    const ahead = steps.map((step) => ({ label: label + step * down, answer: answer + step * right }));
    return ahead.map((place) => this.#find(place)).find(Boolean);
  }

  #find(place) {
    if (place === null) return null;
    const { label, answer } = place;
    return this.#body.querySelector(`[data-label="${label}"][data-answer="${answer}"]`);
  }
}

function placeOf(button) {
  if (button === null) return null;
  return { label: Number(button.dataset.label), answer: Number(button.dataset.answer) };
}

function headOf(name) {
  const head = document.createElement("th");
  head.scope = "col";
  head.dataset.class = "";
  head.textContent = name;
  return head;
}

function rowOf(cells, name) {
  const line = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  line.append(head, ...cells);
  return line;
}

/** A cell that opens what it counts; title says it in words, share from 0 to 1 is its colour's. */
export function cell({ label, answer, text, title, kind = "", share = 0 }) {
  const data = document.createElement("td");
  const button = document.createElement("button");
  button.type = "button";
  button.className = kind ? `confusion__cell confusion__cell--${kind}` : "confusion__cell";
  button.textContent = text;
  button.title = title;
  button.setAttribute("aria-label", title);
  button.setAttribute("aria-pressed", false);
  Object.assign(button.dataset, { label, answer });
  button.style.setProperty("--share", share);
  data.append(button);
  return data;
}

export function emptyCell() {
  const data = document.createElement("td");
  data.className = "confusion__none";
  data.textContent = "·";
  return data;
}
