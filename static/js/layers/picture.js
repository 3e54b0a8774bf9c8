// What pictures of layers are painted on, and in which greys.

/** The context of a canvas that has as many pixels as its box has on the screen; cleared. */
export function freshContext(canvas, width, height) {
  const ratio = Math.max(1, devicePixelRatio);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  return context;
}

/** Grey from black to white for a number on a scale. */
export function grey(value, { minimum, maximum }) {
  const low = Math.min(0, minimum);
  const share = maximum > low ? (value - low) / (maximum - low) : 0;
  const level = Math.round(255 * Math.min(1, Math.max(0, share)));
  return `rgb(${level} ${level} ${level})`;
}
