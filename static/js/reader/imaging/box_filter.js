// Pictures made smaller by means, to the same last bit as Pillow's, which nnet uses: its "box" filter
// and its "reduce". Both work in whole numbers.

import { newPicture } from "./pictures.js";

// Weights are whole numbers of so many bits.
const BITS = 22;
const ONE = 2 ** BITS;

/** A picture in another size; each pixel is the mean of those it covers. */
export function resizeBox(picture, width, height) {
  const narrow = picture.width === width ? picture : resizeRows(picture, width);
  if (narrow.height === height) return narrow;
  return transposed(resizeRows(transposed(narrow), height));
}

function resizeRows({ width, height, pixels }, columns) {
  const resized = newPicture(columns, height);
  const means = meansOf(width, columns).map(({ first, weights }) => ({
    first,
    weights: weights.map((weight) => Math.floor(0.5 + weight * ONE)),
  }));
  for (let y = 0, i = 0; y < height; y += 1) {
    for (const { first, weights } of means) {
      let sum = ONE / 2;
      for (let k = 0; k < weights.length; k += 1) sum += pixels[y * width + first + k] * weights[k];
      resized.pixels[i] = Math.min(Math.floor(sum / ONE), 255);
      i += 1;
    }
  }
  return resized;
}

function transposed({ width, height, pixels }) {
  const turned = newPicture(height, width);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) turned.pixels[x * height + y] = pixels[i];
  }
  return turned;
}

/**
 * For each of `small` pixels in a row, which of `size` pixels it is the mean of: the first one, and the
 * weight of each, which sum to 1.
 */
export function meansOf(size, small) {
  const scale = size / small;
  const reach = Math.max(scale, 1);
  return Array.from({ length: small }, (_, place) => {
    const middle = (place + 0.5) * scale;
    const first = Math.max(Math.trunc(middle - reach / 2 + 0.5), 0);
    const end = Math.min(Math.trunc(middle + reach / 2 + 0.5), size);
    const weights = Array.from({ length: end - first }, (_each, k) => {
      const distance = (k + first - middle + 0.5) / reach;
      return distance > -0.5 && distance <= 0.5 ? 1 : 0;
    });
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** A picture so many times smaller, a whole number; at its right and lower edge means are of what is left. */
export function reduce(picture, factor) {
  if (factor === 1) return picture;
  const { width, height, pixels } = picture;
  const reduced = newPicture(Math.ceil(width / factor), Math.ceil(height / factor));
  for (let y = 0, i = 0; y < height; y += factor) {
    const bottom = Math.min(y + factor, height);
    for (let x = 0; x < width; x += factor, i += 1) {
      const right = Math.min(x + factor, width);
      let sum = 0;
      for (let row = y; row < bottom; row += 1) {
        for (let column = x; column < right; column += 1) sum += pixels[row * width + column];
      }
      reduced.pixels[i] = meanLevel(sum, (bottom - y) * (right - x));
    }
  }
  return reduced;
}

// A multiplication by the inverse, in 24 bits, is what Pillow divides by.
function meanLevel(sum, count) {
  const inverse = Math.trunc(Math.fround(2 ** 32 / (256 * count)));
  return Math.floor(((sum + Math.floor(count / 2)) * inverse) / 2 ** 24);
}
