// One of many buttons in rows is chosen: by a click, or by arrow keys, Home and End.

export class GridPicker {
  #root; #choose;

  /** choose(button) is called with the button that is clicked or reached. */
  constructor(root, choose) {
    this.#root = root;
    this.#choose = choose;
    root.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button && root.contains(button)) this.#take(button);
    });
    root.addEventListener("keydown", (event) => this.#press(event));
  }

  get #buttons() {
    return [...this.#root.querySelectorAll("button")];
  }

  /** Marks a button as chosen, or none: then the first is the one that Tab reaches. */
  mark(chosen) {
    const buttons = this.#buttons;
    buttons.forEach((button, index) => {
      button.setAttribute("aria-checked", button === chosen);
      button.tabIndex = button === chosen || (!chosen && index === 0) ? 0 : -1;
    });
  }

  #take(button) {
    this.mark(button);
    this.#choose(button);
  }

  #press(event) {
    const buttons = this.#buttons;
    const here = buttons.indexOf(event.target.closest("button"));
    const next = this.#destination(event.key, here, buttons);
    if (here < 0 || next === undefined) return;
    event.preventDefault();
    const button = buttons[Math.min(Math.max(next, 0), buttons.length - 1)];
    button.focus();
    this.#take(button);
  }

  #destination(key, here, buttons) {
    const columns = buttons.filter(({ offsetTop }) => offsetTop === buttons[0].offsetTop).length;
    const row = columns === buttons.length ? 1 : columns;
    return {
      ArrowRight: here + 1,
      ArrowLeft: here - 1,
      ArrowDown: here + row < buttons.length ? here + row : here,
      ArrowUp: here - row >= 0 ? here - row : here,
      Home: 0,
      End: buttons.length - 1,
    }[key];
  }
}
