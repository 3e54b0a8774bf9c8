// What is wrong with the form, said at the field that it is about.

import { decimal } from "../lib/format.js";
import { joinSentences, t } from "../lib/i18n.js";

const CLASS = "new-run__problem";
const INVALID = "aria-invalid";

export class FieldProblems {
  #form; #places;

  /** places are elements for what is wrong with settings that have no field of their own. */
  constructor(form, places) {
    this.#form = form;
    this.#places = places;
    form.addEventListener("change", ({ target }) => isLimited(target) && check(target));
    // Whoever is still typing is not corrected, but sees at once when it is right.
    form.addEventListener("input", ({ target }) => {
      if (target.hasAttribute(INVALID) && isLimited(target)) check(target);
    });
  }

  /** Whether every number is within its limits. */
  get areNone() {
    return this.#numbers.every((input) => problemOf(input) === "");
  }

  /** Says at each number what is wrong with it, and goes to the first; whether all are right. */
  check() {
    const wrong = this.#numbers.filter((input) => !check(input));
    this.#reveal(wrong[0]);
    return wrong.length === 0;
  }

  /** Says what the server refused, [{ field, message }]; returns what is about no field. */
  show(errors) {
    for (const note of this.#form.querySelectorAll(`.${CLASS}`)) note.textContent = "";
    for (const field of this.#form.querySelectorAll(`[${INVALID}]`)) unmark(field);
    const others = errors.filter(({ field, message }) => !this.#place(field, message));
    return joinSentences(others.map(({ message }) => message));
  }

  /** Goes to the first field that is said to be wrong. */
  reveal() {
    this.#reveal(this.#form.querySelector(`[${INVALID}]`));
  }

  #place(field, message) {
    const [setting] = field.replace(/^overrides\./, "").split(".");
    const place = this.#places[setting];
    const input = this.#form.elements.namedItem(setting);
    if (place) place.textContent = message;
    else if (input) say(input, message);
    return Boolean(place ?? input);
  }

  #reveal(field) {
    if (!field) return;
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.focus();
  }

  get #numbers() {
    return [...this.#form.elements].filter(isLimited);
  }
}

/** Whether it is a number that has to be there; those of layers and other parts may be left out. */
function isLimited({ type, required }) {
  return type === "number" && required;
}

function check(input) {
  const problem = problemOf(input);
  if (problem) say(input, problem);
  else unmark(input);
  return problem === "";
}

function problemOf({ valueAsNumber, validity, min, max, step, value }) {
  const isAbove = step === "any"; // a length of steps: without any there would be none
  if (value !== "" && validity.valid && !(isAbove && valueAsNumber <= Number(min))) return "";
  const limits = { least: decimal(Number(min)), most: decimal(Number(max)) };
  return t(isAbove ? "problem.above" : "problem.whole", limits);
}

function say(input, text) {
  const field = input.parentElement;
  const note = field.querySelector(`.${CLASS}`) ?? field.appendChild(newNote(input));
  note.textContent = text;
  input.setAttribute(INVALID, true);
  input.setAttribute("aria-describedby", note.id);
}

function unmark(input) {
  input.removeAttribute(INVALID);
  input.removeAttribute("aria-describedby");
  input.parentElement.querySelector(`.${CLASS}`)?.replaceChildren();
}

function newNote(input) {
  const note = document.createElement("p");
  note.className = CLASS;
  note.id = `${input.id}-problem`;
  note.setAttribute("role", "alert");
  return note;
}
