// Direction maps: the strokes of one digit as small pictures of where the pen went which way, as in
// nnet/strokes/direction_maps.py.

import { roundHalfEven } from "../imaging/rounding.js";

export const MAP_SIDE = 14;
const DIGIT_SIDE = 10;
const DIRECTIONS = 8;
const [TIME, BEGINNINGS, ENDS, AIR] = [8, 9, 10, 11];
export const MAPS = AIR + 1;

// Pixels between neighbouring points once strokes are gone along in equal steps; in so many steps at
// most, of so many strokes.
const STEP = 0.4;
const MAX_STEPS = 600;
const AIR_STEPS = 12;
const MAX_STROKES = 60;
// Pixels of line in one pixel that are as much as a map can say.
const FULL = 1.5;

/** The maps of a digit's strokes, each at least one [x, y]: (14, 14, 12) levels, 0 is nothing. */
export function directionMaps(strokes) {
  const lines = scaled(strokes);
  const totals = new Float64Array(MAP_SIDE * MAP_SIDE * MAPS);
  const mark = ([x, y], map, amount) => {
    const [across, down] = [x, y].map((place) => Math.min(Math.max(place, 0), MAP_SIDE - 1.001));
    const [column, row] = [Math.floor(across), Math.floor(down)];
    const [right, below] = [across - column, down - row];
    const add = (i, share) => {
      totals[i] += amount * share;
    };
    const index = (row * MAP_SIDE + column) * MAPS + map;
    add(index, (1 - right) * (1 - below));
    add(index + MAPS, right * (1 - below));
    add(index + MAP_SIDE * MAPS, (1 - right) * below);
    add(index + (MAP_SIDE + 1) * MAPS, right * below);
  };
  markWays(lines, mark);
  markEnds(lines, mark);
  return Uint8Array.from(totals, (total) => Math.min(roundHalfEven(total * (255 / FULL)), 255));
}

// Each stroke in pixels of a map, in equal steps.
function scaled(all) {
  const strokes = all.slice(0, MAX_STROKES);
  const points = strokes.flat();
  const low = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
  const high = [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])));
  const extent = [high[0] - low[0], high[1] - low[1]];
  const scale = DIGIT_SIDE / Math.max(...extent, 1e-9);
  const corner = extent.map((side) => (MAP_SIDE - 1) / 2 - (side * scale) / 2);
  const lines = strokes.map((stroke) =>
    stroke.map((point) => [0, 1].map((axis) => (point[axis] - low[axis]) * scale + corner[axis])),
  );
  const total = lines.reduce((sum, line) => sum + distances(line).at(-1), 0);
  const step = Math.max(STEP, total / (MAX_STEPS - MAX_STROKES));
  return lines.map((line) => equalSteps(line, step));
}

// How far along a line each of its points is.
function distances(line) {
  let along = 0;
  return line.map((point, index) => {
    if (index > 0) along += distance(line[index - 1], point);
    return along;
  });
}

function distance(from, to) {
  return Math.hypot(to[0] - from[0], to[1] - from[1]);
}

// Points along a line, as far from each other as each other: at least two.
function equalSteps(line, step) {
  const along = distances(line);
  const length = along.at(-1);
  const count = Math.max(1, roundHalfEven(length / step));
  let piece = 0;
  return Array.from({ length: count + 1 }, (_, index) => {
    const at = index === count ? length : index * (length / count);
    while (piece + 2 < line.length && along[piece + 1] <= at) piece += 1;
    const [from, to] = [line[piece], line[Math.min(piece + 1, line.length - 1)]];
    const way = along[Math.min(piece + 1, line.length - 1)] - along[piece];
    const share = way > 0 ? Math.min((at - along[piece]) / way, 1) : 0;
    return [0, 1].map((axis) => from[axis] + share * (to[axis] - from[axis]));
  });
}

// What the pen draws: each step in its two nearest directions, and when it was gone.
function markWays(lines, mark) {
  const total = lines.reduce((sum, line) => sum + distances(line).at(-1), 0);
  let before = 0;
  for (const line of lines) {
    for (let index = 1; index < line.length; index += 1) {
      const [from, to] = [line[index - 1], line[index]];
      const length = distance(from, to);
      const middle = [(to[0] + from[0]) / 2, (to[1] + from[1]) / 2];
      const angle = Math.atan2(to[1] - from[1], to[0] - from[0]) * (DIRECTIONS / (2 * Math.PI));
      const turn = ((angle % DIRECTIONS) + DIRECTIONS) % DIRECTIONS;
      const lower = Math.floor(turn);
      const nearness = turn - lower;
      mark(middle, lower % DIRECTIONS, length * (1 - nearness));
      mark(middle, (lower + 1) % DIRECTIONS, length * nearness);
      mark(middle, TIME, (length * (before + length / 2)) / Math.max(total, 1e-9));
      before += length;
    }
  }
}

// Where strokes begin and end, and the ways through the air between them.
function markEnds(lines, mark) {
  lines.forEach((line, index) => {
    mark(line[0], BEGINNINGS, 1);
    mark(line.at(-1), ENDS, 1);
    if (index === 0) return;
    const [tail, head] = [lines[index - 1].at(-1), line[0]];
    const length = distance(tail, head) / AIR_STEPS;
    for (let step = 0; step < AIR_STEPS; step += 1) {
      const share = (step + 0.5) / AIR_STEPS;
      const place = [0, 1].map((axis) => tail[axis] + (head[axis] - tail[axis]) * share);
      mark(place, AIR, length);
    }
  });
}
