// Small pictures: PNGs in base64 as the API hands them out, and numbers painted as pixels.

/** Pixels along a side of a digit as a network sees it. */
export const DIGIT_SIDE = 28;

/** The address of a PNG in base64. */
export function pngAddress(base64) {
  return `data:image/png;base64,${base64}`;
}

/** Resolves to the picture at an address once it is decoded. */
export async function decodePicture(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/** Paints values row by row, a pixel for each; colourOf(value) is [red, green, blue, opacity], up to 255. */
export function paintPixels(canvas, values, width, colourOf) {
  Object.assign(canvas, { width, height: values.length / width });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  values.forEach((value, index) => picture.data.set(colourOf(value), 4 * index));
  context.putImageData(picture, 0, 0);
}
