// Pictures of one byte a pixel, { width, height, pixels }: rows one after the other. In pictures of ink
// 0 is paper and 255 is ink.

export function newPicture(width, height, pixels = new Uint8Array(width * height)) {
  return { width, height, pixels };
}

/** A part of a picture; what lies outside the picture is 0. */
export function crop(picture, [left, top, right, bottom]) {
  const part = newPicture(right - left, bottom - top);
  const [first, end] = [Math.max(left, 0), Math.min(right, picture.width)];
  for (let y = Math.max(top, 0); y < Math.min(bottom, picture.height); y += 1) {
    const row = picture.pixels.subarray(y * picture.width + first, y * picture.width + end);
    part.pixels.set(row, (y - top) * part.width + first - left);
  }
  return part;
}

/**
 * Left, top, right, bottom of the pixels of at least some level; null where there are none.
 */
export function boxOfLevel({ width, height, pixels }, least) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      if (pixels[i] < least) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
  }
  return right === 0 ? null : [left, top, right, bottom];
}
