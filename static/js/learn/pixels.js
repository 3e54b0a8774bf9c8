// The pixels of pictures that the server made: black ink on white, or ink as light as the network sees it.

import { decodePicture, DIGIT_SIDE, paintPixels, pngAddress } from "../lib/pictures.js";

/** The grey of every pixel of a loaded picture, row after row, 0 to 255. */
export function greysOf(image, width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return Uint8Array.from({ length: width * height }, (_, index) => data[4 * index]);
}

/** The inputs of a digit as a prediction hands it out: 784 numbers from 0 (paper) to 1 (ink). */
export async function inputsOf(base64) {
  const image = await decodePicture(pngAddress(base64));
  return Array.from(greysOf(image, DIGIT_SIDE, DIGIT_SIDE), (grey) => grey / 255);
}

/** Paints values from 0 to 1 as ink on white, a pixel for each. */
export function paintInk(canvas, values, width) {
  paintPixels(canvas, values, width, (value) => {
    const grey = 255 - Math.round(255 * Math.min(Math.max(value, 0), 1));
    return [grey, grey, grey, 255];
  });
}
