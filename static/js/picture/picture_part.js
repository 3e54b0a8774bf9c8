// A part of a picture, as data: { x, y, width, height } in shares of the sides of the picture as it is
// shown. Every part lies within the picture.

export const WHOLE = Object.freeze({ x: 0, y: 0, width: 1, height: 1 });
export const MIDDLE = Object.freeze({ x: 0.25, y: 0.25, width: 0.5, height: 0.5 });

const SMALLEST = 0.02;

/** The smallest part that has both points in it. */
export function partBetween(one, other) {
  const width = Math.max(SMALLEST, Math.abs(one.x - other.x));
  const height = Math.max(SMALLEST, Math.abs(one.y - other.y));
  return movePart({ x: Math.min(one.x, other.x), y: Math.min(one.y, other.y), width, height }, 0, 0);
}

export function movePart({ x, y, width, height }, right, down) {
  return { x: clamp(x + right, 0, 1 - width), y: clamp(y + down, 0, 1 - height), width, height };
}

/** Moves the right and the lower side of a part. */
export function resizePart({ x, y, width, height }, right, down) {
  return {
    x,
    y,
    width: clamp(width + right, SMALLEST, 1 - x),
    height: clamp(height + down, SMALLEST, 1 - y),
  };
}

/** Where the part is after the picture has been turned right by 90 degrees. */
export function turnPartRight({ x, y, width, height }) {
  return { x: 1 - y - height, y: x, width: height, height: width };
}

/** One of a part's corners, and the opposite one. */
export function cornersOf({ x, y, width, height }, { isLeft, isTop }) {
  const corner = (left, top) => ({ x: left ? x : x + width, y: top ? y : y + height });
  return [corner(isLeft, isTop), corner(!isLeft, !isTop)];
}

export function isInPart({ x, y }, part) {
  const isAcross = x >= part.x && x <= part.x + part.width;
  return isAcross && y >= part.y && y <= part.y + part.height;
}

/** Whole pixels of a picture of that size: all that the part touches. */
export function pixelsOfPart(part, { width, height }) {
  const x = Math.floor(part.x * width);
  const y = Math.floor(part.y * height);
  const right = Math.min(Math.ceil((part.x + part.width) * width), width);
  const bottom = Math.min(Math.ceil((part.y + part.height) * height), height);
  return { x, y, width: right - x, height: bottom - y };
}

export function clamp(value, lowest, highest) {
  return Math.min(Math.max(value, lowest), highest);
}
