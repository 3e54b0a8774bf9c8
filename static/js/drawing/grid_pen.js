// A pen that keys move over a grid of 28 × 28 squares, as many as the network sees.

import { SIDE } from "../ink/strokes.js";
import { t } from "../lib/i18n.js";

const SQUARES = 28;
const SQUARE = SIDE / SQUARES;
/** With Shift a key moves so many squares. */
const FAR = 4;
const GRID_OPACITY = 0.12;
/** The keys at the corners of a number pad move aslant. */
const STEPS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1],
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};

export class GridPen {
  #canvas; #pad; #hint;
  #status = document.createElement("p");
  #column = SQUARES / 2;
  #row = SQUARES / 2;

  constructor(canvas, pad) {
    this.#canvas = canvas;
    this.#pad = pad;
    this.#hint = document.getElementById(canvas.getAttribute("aria-describedby"));
    this.#status.className = "visually-hidden";
    this.#status.setAttribute("role", "status");
    canvas.after(this.#status);
    canvas.addEventListener("blur", () => this.#leave());
  }

  /** Moves the pen, or puts it down or up. */
  press(key, isFar) {
    this.#hint.hidden = true;
    this.#pad.overlay = (context, side, colours) => this.#paint(context, side, colours);
    if (key !== " ") this.#move(STEPS[key], isFar ? FAR : 1);
    else if (this.#pad.hasPenDown) this.#pad.lift();
    else this.#pad.putDown(this.#point);
    this.#say();
  }

  // Square by square, so that a long way is as smooth as a short one.
  #move([across, down], squares) {
    const points = [];
    for (let step = 0; step < squares; step++) {
      this.#column = within(this.#column + across);
      this.#row = within(this.#row + down);
      points.push(this.#point);
    }
    if (this.#pad.hasPenDown) this.#pad.moveTo(points);
    else this.#pad.refresh();
  }

  #leave() {
    this.#hint.hidden = false;
    this.#pad.overlay = null;
    if (this.#pad.hasPenDown) this.#pad.lift();
  }

  #say() {
    const place = { column: this.#column + 1, row: this.#row + 1 };
    this.#status.textContent = t(this.#pad.hasPenDown ? "pen.down" : "pen.up", place);
  }

  get #point() {
    const [x, y] = [this.#column, this.#row].map((index) => (index + 0.5) * SQUARE);
    return { x, y, pressure: 1, time: performance.now() };
  }

  /** The grid, and on it a frame around the pen's square, which is full while the pen is down. */
  #paint(context, side, { ink, paper }) {
    const square = side / SQUARES;
    const line = Math.max(1, Math.round(side / SIDE));
    context.save();
    context.fillStyle = ink;
    context.globalAlpha = GRID_OPACITY;
    for (let index = 1; index < SQUARES; index++) {
      context.fillRect(Math.round(index * square), 0, line, side);
      context.fillRect(0, Math.round(index * square), side, line);
    }
    const box = [this.#column * square, this.#row * square, square, square];
    context.globalAlpha = 1;
    // In the colour of the focus, and with a rim that tells it from ink.
    const focus = getComputedStyle(this.#canvas).outlineColor;
    for (const [style, width] of [[paper, 7], [focus, 3]]) {
      context.strokeStyle = style;
      context.lineWidth = width * line;
      context.strokeRect(...box);
    }
    context.fillStyle = focus;
    if (this.#pad.hasPenDown) context.fillRect(...box);
    context.restore();
  }
}

function within(index) {
  return Math.min(Math.max(index, 0), SQUARES - 1);
}
