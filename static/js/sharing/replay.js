// Draws a shared drawing again: as it was drawn, with long pauses cut short.

const LONGEST_PAUSE_MS = 350;
const SHORTEST_MS = 1200;
const LONGEST_MS = 8000;

export class Replay {
  #times; #duration; #strokes; #show;
  #position = 1;
  #frame = null;
  #changed;

  /**
   * show(strokes, count) is called with what is drawn at a moment and how many points that is;
   * changed() whenever it starts, moves or stops.
   */
  constructor(strokes, { show, changed }) {
    this.#strokes = strokes;
    this.#show = show;
    this.#changed = changed;
    [this.#times, this.#duration] = timeline(strokes);
  }

  get isPlaying() {
    return this.#frame !== null;
  }

  /** How much of its time has passed, from 0 to 1. */
  get position() {
    return this.#position;
  }

  /** Shows a moment. */
  seek(position) {
    this.#position = Math.min(Math.max(position, 0), 1);
    const now = this.#position * this.#duration;
    // The first point is there from the beginning: an empty paper would say nothing.
    const count = Math.max(1, this.#times.filter((time) => time <= now).length);
    this.#show(firstPoints(this.#strokes, count), count);
    this.#changed();
  }

  /** Plays from where it is, or, at its end, from the beginning. */
  play() {
    if (this.isPlaying) return;
    const from = this.#position < 1 ? this.#position : 0;
    const started = performance.now() - from * this.#duration;
    const step = (now) => {
      this.#frame = requestAnimationFrame(step);
      const position = (now - started) / this.#duration;
      if (position >= 1) this.#stop();
      this.seek(position);
    };
    this.#frame = requestAnimationFrame(step);
  }

  pause() {
    this.#stop();
    this.#changed();
  }

  #stop() {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
  }
}

// When each point appears, in milliseconds from the start, and how long all of it takes.
function timeline(strokes) {
  const times = [];
  let now = 0;
  let last = null;
  for (const { time } of strokes.flatMap(({ points }) => points)) {
    if (last !== null) now += Math.min(Math.max(time - last, 1), LONGEST_PAUSE_MS);
    times.push(now);
    last = time;
  }
  const duration = Math.min(Math.max(now, SHORTEST_MS), LONGEST_MS);
  const scale = now > 0 ? duration / now : 1;
  return [times.map((time) => time * scale), duration];
}

function firstPoints(strokes, count) {
  const shown = [];
  let left = count;
  for (const stroke of strokes) {
    if (left <= 0) break;
    shown.push({ ...stroke, points: stroke.points.slice(0, left) });
    left -= stroke.points.length;
  }
  return shown;
}
