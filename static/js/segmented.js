// Buttons side by side of which one is pressed.

export class Segmented {
  #buttons; #onChange;

  /** onChange(value) is called with the data-value of the button that is pressed. */
  constructor(element, onChange) {
    this.#buttons = [...element.querySelectorAll("button")];
    this.#onChange = onChange;
    for (const button of this.#buttons) {
      button.addEventListener("click", () => this.#press(button));
    }
  }

  get value() {
    return this.#buttons.find((button) => button.ariaPressed === "true").dataset.value;
  }

  #press(button) {
    if (button.ariaPressed === "true") return;
    this.#buttons.forEach((other) => other.setAttribute("aria-pressed", other === button));
    this.#onChange(button.dataset.value);
  }
}
