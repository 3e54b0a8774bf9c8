// Two confusion matrices, one taken from the other. Each cell is a button that opens its pictures.

import { signed, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { CellTable, cell, emptyCell } from "./cell_table.js";

export class DifferenceTable {
  #table;

  /** chosen({ label, answer }) is called when a cell is opened. */
  constructor(table, chosen) {
    this.#table = new CellTable(table, chosen);
  }

  get opened() {
    return this.#table.opened;
  }

  /** Each of the two is { name, confusion, classes }; shown is how many more the second one has. */
  show(first, second) {
    const others = second.confusion.flat();
    const distances = first.confusion.flat().map((count, at) => Math.abs(others[at] - count));
    const most = Math.max(1, ...distances);
    this.#table.show(
      first.confusion.map((row, label) =>
        row.map((count, answer) => {
          const other = second.confusion[label][answer];
          if (count === 0 && other === 0) return emptyCell();
          return differenceCell({ label, answer, count, other, most, first, second });
        }),
      ),
      first.classes,
    );
  }
}

// More on the diagonal is better, more anywhere else is worse.
function differenceCell({ label, answer, count, other, most, first, second }) {
  const difference = other - count;
  const isBetter = difference > 0 === (label === answer);
  return cell({
    label,
    answer,
    text: signed(difference),
    title: t("difference.cell", {
      label: first.classes[label],
      answer: first.classes[answer],
      count: whole(count),
      other: whole(other),
      first: first.name,
      second: second.name,
    }),
    kind: difference === 0 ? "same" : isBetter ? "better" : "worse",
    share: Math.sqrt(Math.abs(difference) / most),
  });
}
