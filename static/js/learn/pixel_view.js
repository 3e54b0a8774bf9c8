// A digit so large that each pixel can be pointed at, by pointer or arrow keys, and its number read.

import { fixed, whole } from "../lib/format.js";
import { ARROWS, clampPlace, placeAt } from "../lib/grid.js";
import { t } from "../lib/i18n.js";
import { DIGIT_SIDE } from "../lib/pictures.js";
import { paintInk } from "./pixels.js";

const SHAPE = [DIGIT_SIDE, DIGIT_SIDE];

export class PixelView {
  #canvas; #says; #greys;
  #place = [DIGIT_SIDE / 2, DIGIT_SIDE / 2];

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
    paintInk(this.#canvas, Array.from(greys, (grey) => grey / 255), DIGIT_SIDE);
    this.#say();
  }

  #point(event) {
    this.#place = placeAt(this.#canvas, event, SHAPE);
    this.#say();
  }

  #press(event) {
    const move = ARROWS[event.key];
    if (!move) return;
    event.preventDefault();
    this.#place = clampPlace(this.#place.map((at, axis) => at + move[axis]), SHAPE);
    this.#say();
  }

  #say() {
    const [row, column] = this.#place;
    const grey = this.#greys[row * DIGIT_SIDE + column];
    this.#says.textContent = t("pixel.value", {
      row: whole(row + 1),
      column: whole(column + 1),
      grey: whole(grey),
      input: fixed(grey / 255, 3),
    });
  }
}
