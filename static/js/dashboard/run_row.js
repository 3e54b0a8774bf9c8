// One row of the table of runs.

import { lineSwatch, styleSwatch } from "../charts/swatch.js";
import { dateTime, duration, percent, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { siteAddress } from "../lib/site.js";
import { dataName } from "../lib/values.js";

const RUN_PAGES = siteAddress("runs/");
const COLUMNS = [
  "test_accuracy",
  "drawings_accuracy",
  "best_validation_accuracy",
  "status",
  "epochs_done",
  "recipe",
  "architecture",
  "parameters",
  "duration_s",
  "created_at",
];
const TEXTS = new Set(["status", "recipe", "architecture"]);

export class RunRow {
  element = document.createElement("tr");

  #box = document.createElement("input");
  #swatch = lineSwatch();
  #link = document.createElement("a");
  #badge = document.createElement("span");
  #cells = {};

  constructor(onToggle) {
    this.#box.type = "checkbox";
    this.#box.addEventListener("change", onToggle);
    this.element.append(this.#showCell(), this.#nameCell());
    for (const column of COLUMNS) {
      const cell = this.element.insertCell();
      cell.className = TEXTS.has(column) ? "" : "runs-table__number";
      cell.dataset.key = column;
      this.#cells[column] = cell;
    }
    this.#badge.className = "badge";
    this.#cells.status.append(this.#badge);
  }

  show(run, style, hidden, turn) {
    const name = run.name ?? run.recipe;
    this.element.dataset.runId = run.id;
    this.#box.checked = !hidden;
    this.#box.setAttribute("aria-label", t("runs.show", { name }));
    styleSwatch(this.#swatch, style);
    this.#link.href = new URL(encodeURIComponent(run.id), RUN_PAGES);
    this.#link.textContent = name;
    this.#badge.dataset.status = run.status;
    const status = t(`status.${run.status}`);
    this.#badge.textContent = turn ? t("runs.turn", { status, turn: whole(turn) }) : status;
    const texts = {
      recipe: run.config?.data ? `${run.recipe} · ${dataName(run)}` : run.recipe,
      architecture: run.architecture,
      parameters: whole(run.parameters),
      epochs_done: t("runs.epochs", { done: whole(run.epochs_done), all: whole(run.epochs) }),
      best_validation_accuracy: percent(run.best_validation_accuracy),
      test_accuracy: percent(run.test_accuracy),
      drawings_accuracy: percent(run.drawings_accuracy),
      duration_s: duration(run.duration_s),
      created_at: dateTime(run.created_at),
    };
    for (const [column, text] of Object.entries(texts)) this.#cells[column].textContent = text;
    this.#cells.architecture.title = run.architecture;
  }

  // The label makes the whole cell a target large enough for a finger.
  #showCell() {
    const cell = document.createElement("td");
    const label = document.createElement("label");
    label.className = "runs-table__toggle";
    label.append(this.#box, this.#swatch);
    cell.className = "runs-table__show";
    cell.append(label);
    return cell;
  }

  #nameCell() {
    const cell = document.createElement("th");
    cell.scope = "row";
    cell.append(this.#link);
    return cell;
  }
}
