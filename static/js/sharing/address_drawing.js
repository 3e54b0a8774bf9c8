// A drawing in an address, after #: nothing is kept anywhere, and no server sees it.

import { SIDE } from "../ink/strokes.js";

const MARK = "#d=";
/** Longer addresses are cut off by some programs that pass them on. */
export const MAX_CHARACTERS = 2000;
const MAX_BYTES = 16_384;
const MAX_STROKES = 200;
const MARGIN = 1000;
const HALVES = 2;

/** A promise of what stands after the address of the drawing page, or null for a drawing too long. */
export async function fragmentOf(strokes) {
  for (let gap = 0; gap < SIDE; gap = Math.max(1, gap * 2)) {
    const bytes = written(strokes.map((stroke) => ({ ...stroke, points: spaced(stroke.points, gap) })));
    const text = MARK + base64Url(await through(new CompressionStream("deflate-raw"), bytes));
    if (text.length <= MAX_CHARACTERS) return text;
  }
  return null;
}

/** A promise of the strokes in a fragment: { width, erases, points: [{ x, y }] }; null for none. */
export async function strokesOf(fragment) {
  if (!fragment.startsWith(MARK) || fragment.length > MAX_CHARACTERS) return null;
  try {
    const packed = fromBase64Url(fragment.slice(MARK.length));
    return read(await through(new DecompressionStream("deflate-raw"), packed));
  } catch {
    return null;
  }
}

async function through(stream, bytes) {
  const parts = [];
  let size = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    parts.push(value);
    size += value.length;
    if (size > MAX_BYTES) throw new RangeError("No drawing is so long.");
  }
}

// Of each stroke its width and whether it erases, how many points, and the way from each to the next.
function written(strokes) {
  const bytes = [];
  const put = (number) => {
    let left = number;
    for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
    bytes.push(left);
  };
  const putSigned = (number) => put(number < 0 ? -2 * number - 1 : 2 * number);
  for (const { width, erases, points } of strokes) {
    put(2 * Math.round(width * HALVES) + Number(erases));
    put(points.length);
    let last = { x: 0, y: 0 };
    for (const point of points.map(rounded)) {
      putSigned(point.x - last.x);
      putSigned(point.y - last.y);
      last = point;
    }
  }
  return Uint8Array.from(bytes);
}

function read(bytes) {
  let place = 0;
  const take = () => {
    for (let number = 0, factor = 1; place < bytes.length && factor < 2 ** 28; factor *= 128) {
      const byte = bytes[place];
      place += 1;
      number += (byte % 128) * factor;
      if (byte < 128) return number;
    }
    throw new RangeError("It ends too early.");
  };
  const takeSigned = () => {
    const number = take();
    return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
  };
  const strokes = [];
  while (place < bytes.length) {
    const head = take();
    const count = take();
    if (count === 0 || count > bytes.length || strokes.length === MAX_STROKES) return null;
    let last = { x: 0, y: 0 };
    const points = Array.from({ length: count }, () => {
      last = { x: last.x + takeSigned(), y: last.y + takeSigned() };
      return last;
    });
    const isOff = ({ x, y }) => Math.min(x, y) < -MARGIN || Math.max(x, y) > SIDE + MARGIN;
    const width = Math.floor(head / 2) / HALVES;
    if (points.some(isOff) || width < 1 || width > SIDE) return null;
    strokes.push({ width, erases: head % 2 === 1, points });
  }
  return strokes.length > 0 ? strokes : null;
}

function rounded({ x, y }) {
  const whole = (value) => Math.round(Math.min(Math.max(value, -MARGIN), SIDE + MARGIN));
  return { x: whole(x), y: whole(y) };
}

// The first and the last point stay.
function spaced(points, gap) {
  const isFar = (from, to) => Math.hypot(to.x - from.x, to.y - from.y) >= gap;
  const kept = [points[0]];
  for (const point of points.slice(1, -1)) if (isFar(kept.at(-1), point)) kept.push(point);
  if (points.length > 1) kept.push(points.at(-1));
  return kept;
}

function base64Url(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
