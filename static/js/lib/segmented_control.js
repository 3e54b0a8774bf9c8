// Buttons side by side of which one is pressed.

import { fromAddress, toAddress } from "./address.js";

export class SegmentedControl {
  #buttons; #parameter; #onChange;

  /**
   * onChange(value) is called with the data-value of the button that is pressed. The address keeps
   * which one that is under the name of data-parameter, if the element has it.
   */
  constructor(element, onChange) {
    this.#buttons = [...element.querySelectorAll("button[aria-pressed]")];
    this.#parameter = element.dataset.parameter ?? null;
    this.#onChange = onChange;
    for (const button of this.#buttons) {
      button.addEventListener("click", () => this.#press(button));
    }
    const kept = this.#parameter && fromAddress(this.#parameter);
    const button = this.#buttons.find(({ dataset }) => dataset.value === kept);
    if (button) this.#mark(button);
  }

  /** The button that is pressed. */
  get pressed() {
    return this.#buttons.find(isPressed);
  }

  get value() {
    return this.pressed.dataset.value;
  }

  #press(button) {
    if (isPressed(button)) return;
    this.#mark(button);
    const { value } = button.dataset;
    if (this.#parameter) toAddress(this.#parameter, button === this.#buttons[0] ? null : value);
    this.#onChange(value);
  }

  #mark(button) {
    this.#buttons.forEach((other) => other.setAttribute("aria-pressed", other === button));
  }
}

/** Whether a button is pressed. The attribute itself: Firefox has the property from version 119 on. */
export function isPressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}
