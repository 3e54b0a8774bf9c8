// A slider that says its value. The address keeps it under the name of data-parameter, if it has one.

import { fromAddress, toAddress } from "./address.js";

export class Slider {
  #input; #output; #parameter; #say;

  /** say(value) is the value in words, onChange() is called while the slider is moved. */
  constructor(element, say, onChange) {
    this.#input = element.querySelector("input");
    this.#output = element.querySelector("output");
    this.#say = say;
    this.#parameter = element.dataset.parameter ?? null;
    const kept = this.#parameter && fromAddress(this.#parameter);
    if (Number.isFinite(Number.parseFloat(kept))) this.#input.value = kept;
    this.#input.addEventListener("input", () => {
      this.#show();
      onChange();
    });
    // Once it is let go: browsers limit how often the address may change.
    this.#input.addEventListener("change", () => this.#keep());
    this.#show();
  }

  get value() {
    return this.#input.valueAsNumber;
  }

  /** Moves it, as somebody does who lets it go there. */
  set value(value) {
    this.#input.value = value;
    this.#show();
    this.#keep();
  }

  #keep() {
    if (this.#parameter) toAddress(this.#parameter, this.value || null);
  }

  #show() {
    this.#output.textContent = this.#say(this.value);
    this.#input.setAttribute("aria-valuetext", this.#output.textContent);
  }
}
