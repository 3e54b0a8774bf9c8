// What decides a step of training: the drawing, the right digit, and the settings of the form.

import { DigitPicker } from "../answer/digit_picker.js";
import { decimal } from "../lib/format.js";
import { Slider } from "../lib/slider.js";

const RATES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20, 30];
const DIGITS = [...Array(10).keys()];
const TRAINED_UNITS = "30";
/** As webapp/interpretation/step_schemas.py has it. */
export const MAX_STEPS = 200;

export class Exercise {
  #form; #rate; #picker; #onChange;
  #input = null;
  #read = 0;
  #chosen = null;
  #seed = 1;
  #steps = 0;

  /** onChange() is called when another step is to be looked at. */
  constructor(form, onChange) {
    this.#form = form;
    this.#onChange = onChange;
    this.#rate = new Slider(form.querySelector("#rate"), (at) => decimal(RATES[at]), onChange);
    this.#picker = new DigitPicker(form.querySelector("#label"), fill, (digit) => this.#choose(digit));
    this.#picker.show(DIGITS, this.label);
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const select of form.querySelectorAll("select")) {
      select.addEventListener("change", () => this.#set(select));
    }
  }

  /** The digit as the network saw it, and what was read: the right digit unless another is chosen. */
  draw(input, read) {
    if (input === this.#input) return;
    this.#input = input;
    this.#read = read;
    this.#picker.mark(this.label);
    this.restart();
  }

  /** Nothing is drawn: the next drawing may be of another digit. */
  empty() {
    this.#input = null;
    this.#chosen = null;
  }

  get label() {
    return this.#chosen ?? this.#read;
  }

  get rate() {
    return RATES[this.#rate.value];
  }

  get steps() {
    return this.#steps;
  }

  get cost() {
    return this.#form.elements.cost.value;
  }

  /** Whether the weights at the start are drawn at random. */
  get isRandom() {
    return this.#form.elements.start.value !== "trained";
  }

  /** What the server is asked; null while nothing is drawn. */
  get question() {
    const { hidden, start } = this.#form.elements;
    return this.#input && {
      input: this.#input,
      label: this.label,
      hidden: Number(hidden.value),
      start: start.value,
      cost: this.cost,
      seed: this.#seed,
      learning_rate: this.rate,
      steps: this.#steps,
    };
  }

  take(count) {
    this.#steps = Math.min(this.#steps + count, MAX_STEPS);
    this.#onChange();
  }

  restart() {
    this.#steps = 0;
    this.#onChange();
  }

  /** Starts from other random weights. */
  reseed() {
    this.#seed += 1;
    this.restart();
  }

  #choose(digit) {
    if (digit === this.label) return;
    this.#chosen = digit;
    this.#picker.mark(digit);
    this.#onChange();
  }

  // There are trained weights for one size alone: whoever changes one thing gets the other with it.
  #set(select) {
    const { hidden, start } = this.#form.elements;
    if (select === start && !this.isRandom) hidden.value = TRAINED_UNITS;
    if (select === hidden && hidden.value !== TRAINED_UNITS && !this.isRandom) start.value = "normal";
    this.restart();
  }
}

function fill(button, digit) {
  button.textContent = digit;
}
