// The buttons and the slider under the drawing.

import { SIDE } from "../ink/strokes.js";
import { Tool } from "./drawing_pad.js";

const CONTROLS = ["pen", "eraser", "undo", "redo", "clear", "width", "width-dot"];
// Of these a pointer leaves the focus where it was, so that the keys go on meaning the drawing.
const BUTTONS = ".tools button";

export class Toolbar {
  #pad; #strokes; #controls;

  constructor({ root, pad, strokes }) {
    this.#pad = pad;
    this.#strokes = strokes;
    const control = (id) => root.querySelector(`#${id}`);
    this.#controls = Object.fromEntries(CONTROLS.map((id) => [id, control(id)]));
    const { pen, eraser, undo, redo, width } = this.#controls;
    pen.addEventListener("click", () => this.choose(Tool.PEN));
    eraser.addEventListener("click", () => this.choose(Tool.ERASER));
    undo.addEventListener("click", () => strokes.undo());
    redo.addEventListener("click", () => strokes.redo());
    this.#controls.clear.addEventListener("click", () => strokes.clear());
    width.addEventListener("input", () => this.#setWidth());
    root.addEventListener("mousedown", (event) => {
      if (event.target.closest(BUTTONS)) event.preventDefault();
    });
    strokes.addEventListener("change", () => this.refresh());
    this.#setWidth();
    this.refresh();
  }

  choose(tool) {
    this.#pad.tool = tool;
    this.#controls.pen.setAttribute("aria-pressed", tool === Tool.PEN);
    this.#controls.eraser.setAttribute("aria-pressed", tool === Tool.ERASER);
  }

  refresh() {
    this.#controls.undo.disabled = !this.#strokes.canUndo;
    this.#controls.redo.disabled = !this.#strokes.canRedo;
    this.#controls.clear.disabled = !this.#strokes.canClear;
  }

  // The dot is as large as the ink will be on the paper.
  #setWidth() {
    const width = this.#controls.width.valueAsNumber;
    this.#pad.width = width;
    this.#controls["width-dot"].style.setProperty("--width", width / SIDE);
  }
}
