// The confusion matrix: what each digit was read as. Each cell is a button that opens its pictures.

import { percent, whole } from "./format.js";
import { t } from "./i18n.js";

export class ConfusionTable {
  #body; #chosen;

  /** chosen(label, answer) is called when a cell is opened. */
  constructor(table, chosen) {
    this.#body = table.tBodies[0];
    this.#chosen = chosen;
    this.#body.addEventListener("click", ({ target }) => this.#open(target.closest("button")));
  }

  /** confusion has a row for each digit, scores one {precision, recall, f1} for each. */
  show(confusion, scores) {
    const mistakes = confusion.flatMap((row, label) => row.filter((_, answer) => answer !== label));
    const most = Math.max(1, ...mistakes);
    this.#body.replaceChildren(
      ...confusion.map((row, label) => this.#row(row, label, most, scores[label])),
    );
  }

  #row(row, label, most, { precision, recall, f1 }) {
    const line = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = label;
    const cells = row.map((count, answer) => cell(count, label, answer, most));
    line.append(head, ...cells, ...[precision, recall, f1].map(score));
    return line;
  }

  #open(button) {
    if (button === null) return;
    this.#body.querySelector("[aria-pressed=true]")?.setAttribute("aria-pressed", false);
    button.setAttribute("aria-pressed", true);
    this.#chosen(Number(button.dataset.label), Number(button.dataset.answer));
  }
}

function cell(count, label, answer, most) {
  const data = document.createElement("td");
  if (count === 0) {
    data.className = "confusion__none";
    data.textContent = "·";
    return data;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = label === answer ? "confusion__cell confusion__cell--right" : "confusion__cell";
  button.textContent = whole(count);
  button.title = t("confusion.cell", { count: whole(count), label, answer });
  button.setAttribute("aria-label", button.title);
  button.setAttribute("aria-pressed", false);
  Object.assign(button.dataset, { label, answer });
  // The square root, so that one mistake can be told from none.
  if (label !== answer) button.style.setProperty("--share", Math.sqrt(count / most));
  data.append(button);
  return data;
}

function score(value) {
  const data = document.createElement("td");
  data.className = "confusion__score";
  data.textContent = percent(value);
  return data;
}
