// A pen of constant width, as in nnet/strokes/pen.py. A stroke is { points: [[x, y], …], width }.

import { roundHalfEven } from "../imaging/rounding.js";
import { fillDisc, fillLine } from "../imaging/wide_lines.js";

// Pixels between neighbouring points along a curve.
const FLATNESS = 3;

/** Points near each other along a smoothed stroke: quadratic curves from midpoint to midpoint. */
export function curve(points) {
  if (points.length < 3) return points;
  const along = bends(points).flatMap(([start, control, end]) => {
    const steps = countSteps(start, control, end);
    return Array.from({ length: steps }, (_, step) => {
      const t = (step + 1) / steps;
      const at = (axis) =>
        (1 - t) ** 2 * start[axis] + 2 * t * (1 - t) * control[axis] + t ** 2 * end[axis];
      return [at(0), at(1)];
    });
  });
  return [points[0], ...along, points.at(-1)];
}

/** How many points `curve` would return, without making them. */
export function countCurvePoints(points) {
  if (points.length < 3) return points.length;
  return bends(points).reduce((sum, bend) => sum + countSteps(...bend), 2);
}

// Where each quadratic piece of a stroke starts, its control, and where it ends.
function bends(points) {
  const pieces = [];
  let start = points[0];
  for (let index = 1; index + 1 < points.length; index += 1) {
    const end = middle(points[index], points[index + 1]);
    pieces.push([start, points[index], end]);
    start = end;
  }
  return pieces;
}

function middle(one, other) {
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}

function countSteps(start, control, end) {
  const length = taxicab(start, control) + taxicab(control, end);
  return Math.max(1, roundHalfEven(length / FLATNESS));
}

function taxicab(from, to) {
  return Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]);
}

/** Draws lines with round ends and corners on a picture, of points near each other. */
export function drawCurves(picture, lines, width, level) {
  const thick = Math.max(1, roundHalfEven(width));
  const radius = (thick - 1) / 2;
  for (const line of lines) {
    // Places mean the corners of pixels here, and their middles there.
    const path = line.map(([x, y]) => [x - 0.5, y - 0.5]);
    path.forEach(([x, y], index) => {
      if (index > 0) fillLine(picture, path[index - 1], [x, y], thick, level);
      // Lines end flat and have gaps at corners: a disc at each point closes both.
      fillDisc(picture, [x - radius, y - radius, x + radius, y + radius], level);
    });
  }
}
