// Keys of the drawing page. Each shortcut also stands in its button's tooltip.

export class Shortcuts {
  #actions;

  /** `actions` maps undo, redo, clear, giveUp, pen and eraser to what they do. */
  constructor(actions) {
    this.#actions = actions;
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  #press(event) {
    const action = this.#actions[actionFor(event)];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }
}

function actionFor({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  const letter = key.toLowerCase();
  if (altKey) return null;
  if (ctrlKey || metaKey) {
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" && ctrlKey ? "redo" : null;
  }
  const plain = { delete: "clear", escape: "giveUp", backspace: "clear", p: "pen", e: "eraser" };
  return plain[letter];
}
