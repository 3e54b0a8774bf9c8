// Of several digits one is looked at: whichever is tapped, focused, or reached by arrow keys.

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class DigitPicker {
  #root; #fill;

  /** fill(button, digit, index) says what a digit's button shows; choose(index) gets which it is. */
  constructor(root, fill, choose) {
    this.#root = root;
    this.#fill = fill;
    const chosen = ({ target }) => {
      const index = this.#buttons.indexOf(target.closest("button"));
      if (index >= 0) choose(index);
    };
    root.addEventListener("click", chosen);
    root.addEventListener("focusin", chosen);
    root.addEventListener("keydown", (event) => this.#press(event));
  }

  get #buttons() {
    return [...this.#root.querySelectorAll("button")];
  }

  /** Shows digits of which one is chosen. Buttons stay, so that the focus stays on them. */
  show(digits, chosen) {
    if (this.#buttons.length === 0) this.#root.replaceChildren();
    const buttons = digits.map((_digit, index) => this.#buttons[index] ?? newButton());
    buttons.forEach((button, index) => {
      this.#fill(button, digits[index], index);
      if (button.parentNode !== this.#root) this.#root.append(button);
    });
    this.#buttons.slice(digits.length).forEach((button) => button.remove());
    this.mark(chosen);
  }

  mark(chosen) {
    this.#buttons.forEach((button, index) => {
      button.setAttribute("aria-checked", index === chosen);
      button.tabIndex = index === chosen ? 0 : -1;
    });
  }

  clear() {
    this.#root.replaceChildren();
  }

  #press(event) {
    const buttons = this.#buttons;
    const step = STEPS[event.key];
    if (step === undefined || buttons.length === 0) return;
    event.preventDefault();
    const here = buttons.indexOf(event.target.closest("button"));
    buttons[(here + step + buttons.length) % buttons.length].focus();
  }
}

function newButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("role", "radio");
  return button;
}
