// The confusion matrix: what each class was read as. Each cell is a button that opens its pictures.

import { percent, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { CellTable, cell, emptyCell } from "./cell_table.js";

export class ConfusionTable {
  #table; #caption;

  /** chosen({ label, answer }) is called when a cell is opened. */
  constructor(table, chosen) {
    this.#table = new CellTable(table, chosen);
    this.#caption = table.caption;
  }

  get opened() {
    return this.#table.opened;
  }

  /** Has no cell open any more. */
  close() {
    this.#table.close();
  }

  /** The evaluation is what the API tells of a network: confusion, digits with scores, classes. */
  show({ confusion, digits: scores, classes }, caption) {
    this.#caption.textContent = caption;
    const mistakes = confusion.flatMap((row, label) => row.filter((_, answer) => answer !== label));
    const most = Math.max(1, ...mistakes);
    this.#table.show(
      confusion.map((row, label) => {
        const { precision, recall, f1 } = scores[label];
        const counts = row.map((count, answer) => countCell(count, { label, answer }, classes, most));
        return [...counts, ...[precision, recall, f1].map(score)];
      }),
      classes,
    );
  }
}

function countCell(count, { label, answer }, classes, most) {
  if (count === 0) return emptyCell();
  const names = { label: classes[label], answer: classes[answer] };
  const title = t("confusion.cell", { count: whole(count), ...names });
  const text = whole(count);
  if (label === answer) return cell({ label, answer, text, title, kind: "right" });
  // The square root, so that one mistake can be told from none.
  return cell({ label, answer, text, title, share: Math.sqrt(count / most) });
}

function score(value) {
  const data = document.createElement("td");
  data.className = "confusion__score";
  data.textContent = percent(value);
  return data;
}
