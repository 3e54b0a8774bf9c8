// Strokes as the server takes them: rounded, and within the limits of webapp/schemas/strokes.py. A
// stroke that is longer than these allow loses points and not its shape.

import { SIDE } from "./strokes.js";

export const MAX_STROKES = 200;
const MAX_POINTS = 10_000;
// Of 500 sides: rounding makes strokes of many points longer.
const MAX_LENGTH = 490 * SIDE;
const MARGIN = 1000;
const MAX_MS = 3_600_000;
// A replay cuts pauses shorter than this one.
const LONGEST_PAUSE_MS = 2000;
const FIRST_GAP = 1;

/**
 * How the ink was drawn, beside its picture: each stroke's points and its width where it is widest;
 * null where that says nothing, since ink was rubbed out again.
 */
export function penStrokes(strokes) {
  const isTold = strokes.length > 0 && strokes.length <= MAX_STROKES;
  if (!isTold || strokes.some((stroke) => stroke.erases)) return null;
  return thinned(strokes).map(({ width, points }) => ({
    width: rounded(width * Math.max(...points.map(({ pressure }) => pressure)), 1),
    points: points.map(({ x, y }) => [place(x), place(y)]),
  }));
}

/** The drawing to be shared, and time from its start. */
export function sharedStrokes(strokes) {
  const clock = drawingClock();
  return thinned(strokes).map(({ width, erases, points }) => ({
    width: rounded(width, 1),
    erases,
    points: points.map(({ x, y, pressure, time }) => [
      place(x), place(y), rounded(pressure, 2), clock(time),
    ]),
  }));
}

// Points that lie close to the one before are left out, ever more of them until the rest is few enough.
function thinned(strokes) {
  let shown = strokes;
  for (let gap = FIRST_GAP; countPoints(shown) > MAX_POINTS && gap < SIDE; gap *= 2) {
    shown = strokes.map((stroke) => ({ ...stroke, points: spaced(stroke.points, gap) }));
  }
  return cutToLength(shown);
}

function countPoints(strokes) {
  return strokes.reduce((sum, { points }) => sum + points.length, 0);
}

// Whoever goes around five hundred times has long said what the drawing is.
function cutToLength(strokes) {
  let left = MAX_LENGTH;
  return strokes.map((stroke) => {
    const end = stroke.points.findIndex((point, index, points) => {
      if (index > 0) left -= taxicabWay(points[index - 1], point);
      return left < 0;
    });
    if (end < 0) return stroke;
    left = 0;
    return { ...stroke, points: stroke.points.slice(0, Math.max(end, 1)) };
  });
}

// The first and the last point stay.
function spaced(points, gap) {
  const kept = [points[0]];
  for (const point of points) if (way(kept.at(-1), point) >= gap) kept.push(point);
  if (kept.at(-1) !== points.at(-1)) kept.push(points.at(-1));
  return kept;
}

// The way that the server counts: in x and in y.
function taxicabWay(from, to) {
  return Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
}

function way(from, to) {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

// Gives the milliseconds since its first call, whoever takes a rest meanwhile.
function drawingClock() {
  let now = 0;
  let last = null;
  return (time = last) => {
    now += Math.min(Math.max(time - (last ?? time), 0), LONGEST_PAUSE_MS);
    last = time;
    return Math.round(Math.min(now, MAX_MS));
  };
}

// A pen that left the paper may be anywhere on the screen.
function place(value) {
  return rounded(Math.min(Math.max(value, -MARGIN), SIDE + MARGIN), 1);
}

function rounded(value, decimals) {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
