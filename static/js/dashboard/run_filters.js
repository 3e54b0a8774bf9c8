// The filters beside the table: which runs are meant.

import { t } from "../lib/i18n.js";

const SEARCHED = ["name", "recipe", "architecture"];

export class RunFilters {
  #form;

  constructor(form, onChange) {
    this.#form = form;
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

  clear() {
    this.#form.reset();
    this.#form.dispatchEvent(new Event("input"));
  }

  /** Offers the recipes and statuses that there are. */
  offer(runs) {
    const { recipe, status } = this.#form.elements;
    offerValues(recipe, runs.map((run) => run.recipe), (value) => value);
    offerValues(status, runs.map((run) => run.status), (value) => t(`status.${value}`));
  }
}

// What is chosen stays on offer, even when the last run of that kind has moved on.
function offerValues(select, values, label) {
  const wanted = new Set([...values, select.value].filter(Boolean));
  const offered = new Set([...select.options].map((option) => option.value));
  for (const value of [...wanted].sort()) {
    if (!offered.has(value)) select.add(new Option(label(value), value));
  }
}
