// Draws paths as a hand would: point after point, at one speed, with a moment between two strokes.

// In units of the drawing.
const STEP = 4;
const DURATION_MS = 1000;
const LIFT_MS = 50;

export class StrokePlayer {
  #strokes; #ended;
  #drawn = new WeakSet();
  #isBeginning = false;
  #frame = null;

  /** ended() is called once all is drawn, or it is given up. */
  constructor(strokes, ended) {
    this.#strokes = strokes;
    this.#ended = ended;
  }

  get isDrawing() {
    return this.#frame !== null;
  }

  /** Whether a stroke was drawn here, and not by a visitor. */
  hasDrawn(stroke) {
    return this.#isBeginning || this.#drawn.has(stroke);
  }

  /** Draws SVG paths with a pen of a width, in a second or at once. */
  play(paths, width, atOnce) {
    this.playLines(paths.map((path) => ({ width, points: pointsAlong(path) })), atOnce);
  }

  /** The same of strokes, { width, erases, points: [{ x, y }] }. */
  playLines(lines, atOnce) {
    const started = performance.now();
    const plan = timed(lines, started);
    let current = null;
    // Whoever draws, undoes or clears meanwhile takes the paper over.
    const isAlone = () => current === null || this.#strokes.visible.at(-1) === current;
    const draw = (until) => {
      while (plan.length > 0 && plan[0].time <= until) {
        const { begins, ...point } = plan.shift();
        if (begins) current = this.#begin(begins, point);
        else this.#strokes.extend(current, [point]);
      }
    };
    const step = (now) => {
      this.#frame = requestAnimationFrame(step);
      if (isAlone()) draw(now);
      if (plan.length === 0 || !isAlone()) this.stop();
    };
    if (atOnce) draw(Infinity);
    else this.#frame = requestAnimationFrame(step);
  }

  stop() {
    if (this.#frame === null) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#ended();
  }

  #begin({ width, erases }, point) {
    this.#isBeginning = true;
    const stroke = erases ? this.#strokes.erase(width, point) : this.#strokes.add(width, point);
    this.#isBeginning = false;
    this.#drawn.add(stroke);
    return stroke;
  }
}

function pointsAlong(path) {
  const length = path.getTotalLength();
  const count = Math.max(1, Math.round(length / STEP));
  return Array.from({ length: count + 1 }, (_, index) => {
    const { x, y } = path.getPointAtLength((index / count) * length);
    return { x, y };
  });
}

// All points with the moment of each, from `started` on; the first one of a stroke begins it.
function timed(strokes, started) {
  const points = strokes.reduce((sum, stroke) => sum + stroke.points.length, 0);
  const interval = Math.max(DURATION_MS - LIFT_MS * (strokes.length - 1), 0) / points;
  let time = started;
  return strokes.flatMap((stroke, place) => {
    if (place > 0) time += LIFT_MS;
    return stroke.points.map((point, index) => {
      time += interval;
      return { ...point, pressure: 1, time, begins: index === 0 ? stroke : null };
    });
  });
}
