// A drawing as data: what was drawn, in which order, and how to take it back.
//
// Coordinates and widths are in units of a square of side SIDE, whatever size it is shown at.

export const SIDE = 280;

// A sheet without a picture. Each begins anew; undo takes it away again.
const CLEAR = Object.freeze({ isSheet: true, picture: null });

/**
 * Dispatches "change" whenever the drawing differs from before; its detail says whether it does so
 * `atOnce`, and not by a stroke that grows.
 */
export class Strokes extends EventTarget {
  // Clearing, and laying a picture down, are actions like drawing a stroke, to be undone like one.
  #actions = [];
  #undone = [];

  /** The strokes to be seen, oldest first. */
  get visible() {
    return this.#actions.slice(this.#actions.findLastIndex(({ isSheet }) => isSheet) + 1);
  }

  /** The picture below the strokes, or null. */
  get picture() {
    return this.#actions.findLast(({ isSheet }) => isSheet)?.picture ?? null;
  }

  /** Whether there is neither ink nor a picture. */
  get isEmpty() {
    return this.picture === null && !this.visible.some((stroke) => !stroke.erases);
  }

  get canUndo() {
    return this.#actions.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  get canClear() {
    return this.visible.length > 0 || this.picture !== null;
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
    if (this.canClear) this.#turnTo(CLEAR);
  }

  /** Puts a picture in the place of what was there. */
  lay(picture) {
    this.#turnTo(Object.freeze({ isSheet: true, picture }));
  }

  /** What was done and undone, as plain values: what restore() takes. Without pictures and their ink. */
  get history() {
    let isKept = true;
    const actions = this.#actions.map((action) => {
      if (action.isSheet) isKept = action.picture === null;
      return action.isSheet ? CLEAR : isKept && action;
    });
    const isPlain = isKept && this.#undone.every((action) => !action.picture);
    return { actions: actions.filter(Boolean), undone: isPlain ? this.#undone : [] };
  }

  /** Goes on with a history that was kept, its newest point being of this moment. */
  restore({ actions, undone }, now) {
    const strokes = [...actions, ...undone].filter(({ isSheet }) => !isSheet);
    const latest = Math.max(...strokes.map(({ points }) => points.at(-1).time));
    for (const { points } of strokes) points.forEach((point) => (point.time += now - latest));
    const revive = (action) => (action.isSheet ? CLEAR : action);
    this.#actions = actions.map(revive);
    this.#undone = undone.map(revive);
    this.#changed({ atOnce: true });
  }

  #turnTo(sheet) {
    this.#actions.push(sheet);
    this.#undone = [];
    this.#changed({ atOnce: true });
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
    this.#changed({ atOnce: true });
  }

  #changed({ atOnce = false } = {}) {
    this.dispatchEvent(new CustomEvent("change", { detail: { atOnce } }));
  }
}
