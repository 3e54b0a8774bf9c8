// A digit so large that each pixel can be pointed at, by pointer or arrow keys, and its number read.

import { fixed, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { paint, SIDE } from "./pixels.js";

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class PixelView {
  #canvas; #says; #greys;
  #row = SIDE / 2;
  #column = SIDE / 2;

  /** canvas shows the digit, says is the element that tells the number of the chosen pixel. */
  constructor(canvas, says) {
    this.#canvas = canvas;
    this.#says = says;
    canvas.addEventListener("pointermove", (event) => this.#point(event));
    canvas.addEventListener("pointerdown", (event) => this.#point(event));
    canvas.addEventListener("keydown", (event) => this.#press(event));
  }

  /** Shows 784 numbers from 0 (paper) to 255 (ink). */
  show(greys) {
    this.#greys = greys;
    paint(this.#canvas, Array.from(greys, (grey) => grey / 255), SIDE);
    this.#say();
  }

  #point(event) {
    const box = this.#canvas.getBoundingClientRect();
    this.#column = within(((event.clientX - box.left) / box.width) * SIDE);
    this.#row = within(((event.clientY - box.top) / box.height) * SIDE);
    this.#say();
  }

  #press(event) {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    this.#row = within(this.#row + move[0]);
    this.#column = within(this.#column + move[1]);
    this.#say();
  }

  #say() {
    const grey = this.#greys[this.#row * SIDE + this.#column];
    this.#says.textContent = t("pixel.value", {
      row: whole(this.#row + 1),
      column: whole(this.#column + 1),
      grey: whole(grey),
      input: fixed(grey / 255, 3),
    });
  }
}

function within(place) {
  return Math.min(Math.max(Math.floor(place), 0), SIDE - 1);
}
