// Buttons side by side of which one is pressed.

import { fromAddress, toAddress } from "./address.js";

export class SegmentedControl {
  #buttons; #parameter; #onChange;

  /**
   * onChange(value) is called with the data-value of the button that is pressed. The address keeps
   * which one that is under the name of data-parameter.
   */
  constructor(element, onChange) {
    this.#buttons = [...element.querySelectorAll("button")];
    this.#parameter = element.dataset.parameter;
    this.#onChange = onChange;
    for (const button of this.#buttons) {
      button.addEventListener("click", () => this.#press(button));
    }
    const kept = fromAddress(this.#parameter);
    const button = this.#buttons.find(({ dataset }) => dataset.value === kept);
    if (button) this.#mark(button);
  }

  get value() {
    return this.#buttons.find((button) => button.getAttribute("aria-pressed") === "true").dataset.value;
  }

  #press(button) {
    if (button.getAttribute("aria-pressed") === "true") return;
    this.#mark(button);
    toAddress(this.#parameter, button === this.#buttons[0] ? null : button.dataset.value);
    this.#onChange(button.dataset.value);
  }

  #mark(button) {
    this.#buttons.forEach((other) => other.setAttribute("aria-pressed", other === button));
  }
}
