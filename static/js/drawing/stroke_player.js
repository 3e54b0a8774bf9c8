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
    const started = performance.now();
    const plan = timed(paths.map(pointsAlong), started);
    let current = null;
    // Whoever draws, undoes or clears meanwhile takes the paper over.
    const isAlone = () => current === null || this.#strokes.visible.at(-1) === current;
    const draw = (until) => {
      while (plan.length > 0 && plan[0].time <= until) {
        const { isFirst, ...point } = plan.shift();
        if (isFirst) current = this.#begin(width, point);
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

  #begin(width, point) {
    this.#isBeginning = true;
    const stroke = this.#strokes.add(width, point);
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
    return { x, y, pressure: 1 };
  });
}

// All points with the moment of each, from `started` on.
function timed(strokes, started) {
  const points = strokes.flat().length;
  const interval = (DURATION_MS - LIFT_MS * (strokes.length - 1)) / points;
  let time = started;
  return strokes.flatMap((stroke, place) => {
    if (place > 0) time += LIFT_MS;
    return stroke.map((point, index) => {
      time += interval;
      return { ...point, time, isFirst: index === 0 };
    });
  });
}
