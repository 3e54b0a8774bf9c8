// Size normalisation: a picture's ink becomes 28x28 pixels, the way MNIST itself was made, as in
// nnet/imaging/size_normalisation.py.

import { meansOf, resizeBox } from "./box_filter.js";
import { boxOfLevel, crop, newPicture } from "./pictures.js";
import { roundHalfEven } from "./rounding.js";

export const IMAGE_SIDE = 28;
export const DIGIT_SIDE = 20;
const CENTER = 14;

/** Darker than a twentieth of the darkest ink counts as ink when the bounding box is sought. */
export const INK_LEVEL = 13;

/** There is no ink. */
export class BlankImage extends Error {
  code = "blank_image";
}

/** Left, top, right, bottom of the ink on a picture; throws BlankImage for none. */
export function inkBox(ink) {
  const box = boxOfLevel(ink, INK_LEVEL);
  if (box === null) throw new BlankImage("Nothing is drawn.");
  return box;
}

/** Scales and centres a picture of ink into 28x28: { pixels, box: [x, y, width, height] }. */
export function normalise(ink) {
  return normaliseBox(ink, inkBox(ink));
}

/** What `normalise` does, where left, top, right, bottom of the ink are known. */
export function normaliseBox(ink, corners) {
  const [left, top, right, bottom] = corners;
  const box = [left, top, right - left, bottom - top];
  return { pixels: centred(scaleToBox(crop(ink, corners))), box };
}

/** A picture of ink with its longer side scaled to 20 pixels. */
function scaleToBox(ink) {
  return resizeBox(ink, ...scaled(ink.width, ink.height));
}

/** About what `normalise` does of a picture of ink up to its edges: 784 levels, not whole numbers. */
export function fitArrayToGrid({ width, height, pixels }) {
  const [columns, rows] = scaled(width, height);
  const narrow = new Float32Array(height * columns);
  meansOf(width, columns).forEach(({ first, weights }, x) => {
    for (let y = 0; y < height; y += 1) {
      let sum = 0;
      for (let k = 0; k < weights.length; k += 1) sum += pixels[y * width + first + k] * weights[k];
      narrow[y * columns + x] = sum;
    }
  });
  const small = new Float32Array(rows * columns);
  meansOf(height, rows).forEach(({ first, weights }, y) => {
    for (let x = 0; x < columns; x += 1) {
      let sum = 0;
      for (let k = 0; k < weights.length; k += 1) sum += narrow[(first + k) * columns + x] * weights[k];
      small[y * columns + x] = sum;
    }
  });
  return centred(newPicture(columns, rows, small));
}

// The width and the height at which the longer one is 20 pixels.
function scaled(width, height) {
  const scale = DIGIT_SIDE / Math.max(width, height);
  return [width, height].map((side) => Math.max(1, roundHalfEven(side * scale)));
}

// A digit in 28x28 pixels, its centre of mass on the centre pixel.
function centred({ width, height, pixels }) {
  let [mass, right, down] = [0, 0, 0];
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      mass += pixels[i];
      right += pixels[i] * x;
      down += pixels[i] * y;
    }
  }
  mass = Math.max(mass, 1);
  const left = corner(right / mass, width);
  const top = corner(down / mass, height);
  const centre = new pixels.constructor(IMAGE_SIDE * IMAGE_SIDE);
  for (let y = 0; y < height; y += 1) {
    const row = pixels.subarray(y * width, (y + 1) * width);
    centre.set(row, (top + y) * IMAGE_SIDE + left);
  }
  return centre;
}

function corner(middle, side) {
  return Math.min(Math.max(roundHalfEven(CENTER - middle), 0), IMAGE_SIDE - side);
}
