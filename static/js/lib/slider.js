// A slider that says its value. The address keeps it under the name of data-parameter.

import { fromAddress, toAddress } from "./address.js";

export class Slider {
  #input; #output; #say;

  /** say(value) is the value in words, onChange() is called while the slider is moved. */
  constructor(element, say, onChange) {
    this.#input = element.querySelector("input");
    this.#output = element.querySelector("output");
    this.#say = say;
    const { parameter } = element.dataset;
    const kept = fromAddress(parameter);
    if (Number.isFinite(Number.parseFloat(kept))) this.#input.value = kept;
    this.#input.addEventListener("input", () => {
      this.#show();
      onChange();
    });
    // Once it is let go: browsers limit how often the address may change.
    this.#input.addEventListener("change", () => toAddress(parameter, this.value || null));
    this.#show();
  }

  get value() {
    return this.#input.valueAsNumber;
  }

  #show() {
    this.#output.textContent = this.#say(this.value);
    this.#input.setAttribute("aria-valuetext", this.#output.textContent);
  }
}
