// The filters beside the table: which runs are meant, and that there are none.

import { t } from "../lib/i18n.js";

const SEARCHED = ["name", "recipe", "architecture"];

export class RunFilters {
  #form; #notes;

  /** noMatch, with a button, stands in the table where no run matches, its text in charts, too. */
  constructor(form, noMatch, charts, onChange) {
    this.#form = form;
    noMatch.querySelector("button").addEventListener("click", () => this.#clear());
    this.#notes = [noMatch, ...[...charts].map((chart) => newNote(chart, noMatch))];
    form.addEventListener("input", onChange);
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  matches(run) {
    const { text, recipe, status } = this.#form.elements;
    const wanted = text.value.trim().toLocaleLowerCase();
    return (
      (recipe.value === "" || run.recipe === recipe.value) &&
      (status.value === "" || run.status === status.value) &&
      SEARCHED.some((key) => (run[key] ?? "").toLocaleLowerCase().includes(wanted))
    );
  }

  /** Says, wherever matching runs would be, that there are none, and offers to show all. */
  sayNone(isNone) {
    for (const note of this.#notes) note.hidden = !isNone;
  }

  // Whoever pressed the button, which is gone then, goes on where the filters are.
  #clear() {
    this.#form.reset();
    this.#form.dispatchEvent(new Event("input"));
    this.#form.elements.text.focus({ preventScroll: true });
  }

  /** Offers the recipes and statuses that there are. */
  offer(runs) {
    const { recipe, status } = this.#form.elements;
    offerValues(recipe, runs.map((run) => run.recipe), (value) => value);
    offerValues(status, runs.map((run) => run.status), (value) => t(`status.${value}`));
  }
}

function newNote(chart, noMatch) {
  const note = document.createElement("div");
  note.className = "no-match";
  note.hidden = true;
  note.append(noMatch.querySelector("p").cloneNode(true));
  chart.append(note);
  return note;
}

// What is chosen stays on offer, even when the last run of that kind has moved on.
function offerValues(select, values, label) {
  const wanted = new Set([...values, select.value].filter(Boolean));
  const offered = new Set([...select.options].map((option) => option.value));
  for (const value of [...wanted].sort()) {
    if (!offered.has(value)) select.add(new Option(label(value), value));
  }
}
