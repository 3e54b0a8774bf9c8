// A tap on the box of a digit looks at that digit. It is no dot: nobody writes one into a digit.

// In units of the drawing: how far a tap may slip.
const TAP = 4;

export class BoxTaps {
  #strokes; #boxes; #pick;
  // The newest stroke when the pen came down, and the boxes that lay there then.
  #before = null;
  #areas = [];

  /** pick(index) gets which of the boxes was tapped. */
  constructor(canvas, strokes, boxes, pick) {
    this.#strokes = strokes;
    this.#boxes = boxes;
    this.#pick = pick;
    // Before the stroke begins, and after it has ended.
    canvas.addEventListener("pointerdown", () => this.#remember(), { capture: true });
    canvas.addEventListener("pointerup", () => this.#lift());
  }

  #remember() {
    this.#before = this.#strokes.visible.at(-1);
    this.#areas = this.#boxes.areas;
  }

  #lift() {
    const stroke = this.#strokes.visible.at(-1);
    if (stroke === this.#before || !isTap(stroke)) return;
    const index = this.#areas.findIndex((area) => contains(area, stroke.points[0]));
    if (index < 0) return;
    this.#strokes.discard(stroke);
    this.#pick(index);
  }
}

function isTap(stroke) {
  if (stroke === undefined || stroke.erases) return false;
  const [{ x, y }] = stroke.points;
  return stroke.points.every((point) => Math.hypot(point.x - x, point.y - y) < TAP);
}

function contains([left, top, width, height], { x, y }) {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}
