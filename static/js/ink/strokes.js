// A drawing as data: what was drawn, in which order, and how to take it back.
//
// Coordinates and widths are in units of a square of side SIDE, whatever size it is shown at.

export const SIDE = 280;

const CLEAR = Object.freeze({ clear: true });

/** Dispatches "change" whenever the drawing differs from before. */
export class Strokes extends EventTarget {
  // Clearing is an action like drawing a stroke, so that it can be undone like one.
  #actions = [];
  #undone = [];

  /** The strokes to be seen, oldest first. */
  get visible() {
    return this.#actions.slice(this.#actions.lastIndexOf(CLEAR) + 1);
  }

  get isEmpty() {
    return !this.visible.some((stroke) => !stroke.erases);
  }

  get canUndo() {
    return this.#actions.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  get canClear() {
    return this.visible.length > 0;
  }

  /**
   * Starts a stroke that leaves ink. A point is {x, y, pressure, time}: pressure 1 is the full width,
   * time counts milliseconds from any moment.
   */
  add(width, point) {
    return this.#begin({ width, erases: false, points: [point] });
  }

  /** Starts a stroke that takes ink away. */
  erase(width, point) {
    return this.#begin({ width, erases: true, points: [point] });
  }

  extend(stroke, points) {
    stroke.points.push(...points);
    this.#changed();
  }

  /** Forgets a stroke that was never meant: it cannot be redone. */
  discard(stroke) {
    this.#actions = this.#actions.filter((action) => action !== stroke);
    this.#changed();
  }

  undo() {
    this.#move(this.#actions, this.#undone);
  }

  redo() {
    this.#move(this.#undone, this.#actions);
  }

  clear() {
    if (!this.canClear) return;
    this.#actions.push(CLEAR);
    this.#undone = [];
    this.#changed();
  }

  /**
   * How the ink was drawn, for the server: each stroke's points and its width where it is widest;
   * null where that says nothing, since ink was rubbed out again.
   */
  get pen() {
    const strokes = this.visible;
    if (strokes.length === 0 || strokes.some((stroke) => stroke.erases)) return null;
    return strokes.map(({ width, points }) => ({
      width: roundToTenth(width * Math.max(...points.map(({ pressure }) => pressure))),
      points: points.map(({ x, y }) => [roundToTenth(x), roundToTenth(y)]),
    }));
  }

  /** The drawing to be shared: nothing of what was undone or cleared, and time from its start. */
  get shared() {
    const strokes = this.visible;
    const start = strokes[0]?.points[0].time ?? 0;
    return strokes.map(({ width, erases, points }) => ({
      width: roundToTenth(width),
      erases,
      points: points.map(({ x, y, pressure, time = start }) => [
        roundToTenth(x),
        roundToTenth(y),
        Math.round(pressure * 100) / 100,
        Math.round(Math.max(time - start, 0)),
      ]),
    }));
  }

  #begin(stroke) {
    this.#actions.push(stroke);
    this.#undone = [];
    this.#changed();
    return stroke;
  }

  #move(from, to) {
    if (from.length === 0) return;
    to.push(from.pop());
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

function roundToTenth(value) {
  return Math.round(value * 10) / 10;
}
