// A table of what goes into a unit, a row for each connection; one of them may be marked.

import { element, newButton } from "../lib/elements.js";

export class EdgeTable {
  #table; #onPick;

  /** onPick(place) gets the place of the row whose button is pressed, or that is hovered. */
  constructor(table, onPick = null) {
    this.#table = table;
    this.#onPick = onPick;
    const pick = ({ target }) => {
      const row = target.closest("tbody tr");
      if (row && this.#onPick) this.#onPick(row.sectionRowIndex);
    };
    table.addEventListener("click", pick);
    table.addEventListener("focusin", pick);
    table.addEventListener("pointerover", pick);
  }

  /** Rows are [name, …texts]; what stands below the line is in foot. Rows stay, so focus stays. */
  show(rows, foot = []) {
    const { tBodies, tFoot } = this.#table;
    this.#fill(tBodies[0], rows, this.#onPick !== null);
    this.#fill(tFoot, foot, false);
  }

  mark(place) {
    [...this.#table.tBodies[0].rows].forEach((row, index) => {
      row.classList.toggle("step-table__row--marked", index === place);
    });
  }

  #fill(section, rows, pressable) {
    while (section.rows.length > rows.length) section.deleteRow(-1);
    rows.forEach((texts, index) => {
      const row = section.rows[index] ?? section.insertRow();
      texts.forEach((text, column) => {
        const cell = row.cells[column] ?? row.appendChild(newCell(column, pressable));
        (cell.firstElementChild ?? cell).textContent = text;
      });
    });
  }
}

function newCell(column, pressable) {
  const cell = element(column === 0 ? "th" : "td");
  if (column > 0) return cell;
  cell.scope = "row";
  if (pressable) cell.append(newButton());
  return cell;
}
