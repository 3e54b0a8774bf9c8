// The pixels of pictures that the server made: black ink on white, or ink as light as the network sees it.

export const SIDE = 28;

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
  const image = new Image();
  image.src = `data:image/png;base64,${base64}`;
  await image.decode();
  return Array.from(greysOf(image, SIDE, SIDE), (grey) => grey / 255);
}

/** Paints values from 0 to 1 as ink on a canvas, which gets a pixel for each. */
export function paint(canvas, values, width) {
  const height = values.length / width;
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(width, height);
  values.forEach((value, index) => {
    const grey = 255 - Math.round(255 * Math.min(Math.max(value, 0), 1));
    picture.data.set([grey, grey, grey, 255], 4 * index);
  });
  context.putImageData(picture, 0, 0);
}
