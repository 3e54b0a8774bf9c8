// Redrawing: a drawing whose strokes are known, drawn again with the pen that suits the network, as in
// nnet/recognition/redrawing.py.

import { reduce } from "../imaging/box_filter.js";
import { boxOfLevel, crop, newPicture } from "../imaging/pictures.js";
import { roundHalfEven } from "../imaging/rounding.js";
import { INK_LEVEL } from "../imaging/size_normalisation.js";
import { countCurvePoints, curve, drawCurves } from "./pen.js";

const PEN_SHARE = 0.1;
const MAX_ASPECT = 2;
const MAX_DIGITS_OF_STROKE = 5;
const FINE_SIDE = 200;
const MAX_FINE_PIXELS = 1_000_000;
const MIN_AGREEMENT = 0.97;
const COMPARED_SIDE = 160;
const FRINGE = 2;
const MAX_CURVE_POINTS = 5000;
const MAX_PAINTED = 10_000_000;

/**
 * A picture of ink drawn again: { ink, strokes, margin }, the strokes with their new width, the margin
 * being how many pixels farther the old pen's ink reaches. Null where the strokes are not what the
 * picture shows, and where it would take too long.
 */
export function redraw(ink, strokes) {
  if (strokes.length === 0) return null;
  const counts = strokes.map(({ points }) => countCurvePoints(points));
  const count = sum(counts);
  if (count > MAX_CURVE_POINTS) return null;
  const width = Math.max(PEN_SHARE * digitSize(strokes), 1);
  const fine = fineness(ink, strokes, width);
  const before = sum(strokes.map((stroke, index) => counts[index] * stroke.width ** 2));
  if (Math.max(before, count * (width * fine) ** 2) > MAX_PAINTED) return null;
  const curves = strokes.map(({ points }) => curve(points));
  if (!agree(ink, curves, strokes)) return null;
  const mean = sum(strokes.map((stroke) => stroke.width)) / strokes.length;
  return {
    ink: draw(ink, curves, width, fine),
    strokes: strokes.map(({ points }) => ({ points, width })),
    margin: roundHalfEven((mean - width) / 2),
  };
}

function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}

// Left, top, right, bottom of points.
function boxOf(points) {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

// About how large the digits are that strokes draw: strokes of a number stand side by side, so a digit
// is as large as the longest of them, or as high as all together.
function digitSize(strokes) {
  const [, top, , bottom] = boxOf(strokes.flatMap(({ points }) => points));
  const height = bottom - top;
  let longest = Math.max(...strokes.map(({ points }) => {
    const [left, upper, right, lower] = boxOf(points);
    return Math.max(right - left, lower - upper);
  }));
  if (longest > MAX_ASPECT * height) longest /= MAX_DIGITS_OF_STROKE;
  return Math.max(height, longest);
}

// How many times larger to draw first.
function fineness(ink, strokes, width) {
  const [left, top, right, bottom] = boxOf(strokes.flatMap(({ points }) => points));
  const across = Math.min(right - left + width, ink.width);
  const down = Math.min(bottom - top + width, ink.height);
  const ratio = roundHalfEven(FINE_SIDE / Math.max(digitSize(strokes), 1));
  let wanted = Math.min(Math.max(1, ratio), 4);
  while (wanted > 1 && across * down * wanted ** 2 > MAX_FINE_PIXELS) wanted -= 1;
  return wanted;
}

// Whether a picture shows strokes of these middle lines, as wide as these or less.
function agree(ink, curves, strokes) {
  const box = boxOfLevel(ink, INK_LEVEL);
  if (box === null) return false;
  const [left, top, right, bottom] = box;
  const factor = Math.max(1, Math.ceil(Math.max(right - left, bottom - top) / COMPARED_SIDE));
  const sent = reduce(crop(ink, box), factor);
  const moved = curves.map((line) => line.map(([x, y]) => [(x - left) / factor, (y - top) / factor]));
  // A pixel more on each side: smoothed edges, and rounding.
  const covered = newPicture(sent.width, sent.height);
  moved.forEach((line, index) => {
    drawCurves(covered, [line], strokes[index].width / factor + FRINGE, 255);
  });
  const points = moved.flat();
  const onInk = points.filter((point) => isNearInk(sent, point)).length / points.length;
  let [inked, theirs] = [0, 0];
  sent.pixels.forEach((level, index) => {
    if (level <= 127) return;
    inked += 1;
    if (covered.pixels[index] > 127) theirs += 1;
  });
  return Math.min(onInk, theirs / Math.max(inked, 1)) >= MIN_AGREEMENT;
}

function isNearInk({ width, height, pixels }, [x, y]) {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < 0 || row < 0 || column >= width || row >= height) return false;
  for (let below = Math.max(row - 1, 0); below <= Math.min(row + 1, height - 1); below += 1) {
    for (let right = Math.max(column - 1, 0); right <= Math.min(column + 1, width - 1); right += 1) {
      if (pixels[below * width + right] > 127) return true;
    }
  }
  return false;
}

// Lines drawn by a pen on a picture as large as the one of the ink.
function draw({ width: across, height: down }, curves, width, fine) {
  const [x0, y0, x1, y1] = boxOf(curves.flat());
  const left = Math.max(Math.floor(x0 - width), 0);
  const top = Math.max(Math.floor(y0 - width), 0);
  const columns = Math.max(Math.min(Math.ceil(x1 + width), across) - left, 1);
  const rows = Math.max(Math.min(Math.ceil(y1 + width), down) - top, 1);
  const paper = newPicture(columns * fine, rows * fine);
  paper.pixels.fill(255);
  const lines = curves.map((line) => line.map(([x, y]) => [(x - left) * fine, (y - top) * fine]));
  drawCurves(paper, lines, width * fine, 0);
  const part = reduce(paper, fine);
  part.pixels = part.pixels.map((level) => 255 - level);
  return crop(part, [-left, -top, across - left, down - top]);
}
