// Segmentation: the ink of a picture in pieces, from left to right, of which each is of one digit, as in
// nnet/recognition/segmentation.py. Connected ink is one piece here: digits that touch are the server's.

import { reduce } from "../imaging/box_filter.js";
import { findComponents } from "../imaging/connected_components.js";
import { crop as cropPicture } from "../imaging/pictures.js";
import { roundHalfEven } from "../imaging/rounding.js";
import {
  fitArrayToGrid, INK_LEVEL, inkBox, normaliseBox,
} from "../imaging/size_normalisation.js";

const MAX_LABELLED_HEIGHT = 200;
const SPECK = 0.12;
const MIN_OVERLAP = 0.6;
const MAX_COMPONENTS = 400;
const MAX_SEGMENTS = 36;
const MAX_PIECES = 8;
const MAX_WIDTH = 1.4;

/**
 * The ink of a picture in pieces; throws BlankImage for none, and null where these are too many.
 *
 * ink, box      the picture, and left, top, right, bottom of its ink
 * reduced       what is in this box, small enough to be quick
 * labels        which segment each pixel of that is of: 0 paper, 1 to count from left to right
 * factor        how many times smaller the labels are than the picture
 * boxes         left, top, right, bottom of each segment in the reduced picture
 * isWhole       whether nothing was left out as dirt
 */
export function segment(ink) {
  const box = inkBox(ink);
  const factor = Math.ceil((box[3] - box[1]) / MAX_LABELLED_HEIGHT);
  const reduced = reduce(cropPicture(ink, box), factor);
  const { labels: components, boxes } = findComponents(reduced, INK_LEVEL);
  const sizes = boxes.map(([left, top, right, bottom]) => Math.max(right - left, bottom - top));
  const largest = Math.max(0, ...sizes);
  const kept = sizes.map((_, index) => index).filter((index) => sizes[index] >= SPECK * largest);
  if (kept.length === 0 || kept.length > MAX_COMPONENTS) return null;
  const groups = group(kept, boxes);
  if (groups.length > MAX_SEGMENTS) return null;
  const order = new Int32Array(boxes.length + 1);
  groups.forEach((members, place) => members.forEach((index) => (order[index + 1] = place + 1)));
  return {
    ink,
    box,
    reduced,
    labels: components.map((component) => order[component]),
    factor,
    boxes: groups.map((members) => union(members.map((index) => boxes[index]))),
    isWhole: kept.length === boxes.length,
  };
}

/** Left, top, right, bottom of neighbouring segments, [first, last), in the reduced picture. */
export function boxOfSpan({ boxes }, [first, last]) {
  return union(boxes.slice(first, last));
}

/** Neighbouring segments as the network sees them. */
export function crop(segments, span) {
  const { ink, factor, box: [left, top] } = segments;
  if (segments.isWhole && span[0] === 0 && span[1] === segments.boxes.length) {
    return normaliseBox(ink, segments.box);
  }
  const [x0, y0, x1, y1] = boxOfSpan(segments, span);
  const [x, y] = [left + x0 * factor, top + y0 * factor];
  const part = cropPicture(ink, [x, y, x + (x1 - x0) * factor, y + (y1 - y0) * factor]);
  keepSpan(segments, span, part, [x0, y0], factor);
  // Of a picture that was not reduced, the labels are where the ink is.
  const { pixels, box } = normaliseBox(part, factor === 1 ? [0, 0, part.width, part.height] : inkBox(part));
  return { pixels, box: [box[0] + x, box[1] + y, box[2], box[3]] };
}

/** About what `crop` sees, of the reduced picture and so quicker: 784 levels. */
export function preview(segments, span) {
  const box = boxOfSpan(segments, span);
  const part = cropPicture(segments.reduced, box);
  keepSpan(segments, span, part, box, 1);
  return Uint8Array.from(fitArrayToGrid(part), roundHalfEven);
}

// Takes away what is of other segments.
function keepSpan({ labels, reduced }, [first, last], part, [left, top], factor) {
  for (let y = 0, i = 0; y < part.height; y += 1) {
    const row = (top + Math.floor(y / factor)) * reduced.width + left;
    for (let x = 0; x < part.width; x += 1, i += 1) {
      const label = labels[row + Math.floor(x / factor)];
      if (label <= first || label > last) part.pixels[i] = 0;
    }
  }
}

/** Which neighbouring segments may be one digit. */
export function candidateSpans({ boxes }) {
  const tallest = Math.max(...boxes.map(([, top, , bottom]) => bottom - top));
  const spans = [];
  for (let first = 0; first < boxes.length; first += 1) {
    let [left, , right] = boxes[first];
    for (let last = first + 1; last <= Math.min(first + MAX_PIECES, boxes.length); last += 1) {
      left = Math.min(left, boxes[last - 1][0]);
      right = Math.max(right, boxes[last - 1][2]);
      if (last > first + 1 && right - left > MAX_WIDTH * tallest) break;
      spans.push([first, last]);
    }
  }
  return spans;
}

// The components that belong together, since they lie above each other; groups from left to right.
function group(kept, boxes) {
  let groups = [];
  for (const index of [...kept].sort((one, other) => boxes[one][0] - boxes[other][0])) {
    let [left, , right] = boxes[index];
    const joined = [index];
    const apart = [];
    for (const each of groups) {
      const shared = Math.min(each.right, right) - Math.max(each.left, left);
      if (shared > MIN_OVERLAP * Math.min(each.right - each.left, right - left)) {
        left = Math.min(each.left, left);
        right = Math.max(each.right, right);
        joined.push(...each.members);
      } else {
        apart.push(each);
      }
    }
    groups = [...apart, { left, right, members: joined }];
  }
  groups.sort((one, other) => one.left + one.right - other.left - other.right);
  return groups.map(({ members }) => members);
}

function union(boxes) {
  const side = (index, most) => most(...boxes.map((box) => box[index]));
  return [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)];
}
