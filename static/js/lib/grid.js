// Places on a grid of rows and columns: reached by arrow keys, or pointed at.

/** By how many rows and columns each arrow key goes on. */
export const ARROWS = Object.freeze({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/** The nearest place there is to [row, column], on a grid of [rows, columns]. */
export function clampPlace(place, shape) {
  return place.map((at, axis) => Math.min(Math.max(at, 0), shape[axis] - 1));
}

/** The place of a grid of [rows, columns], which fills an element, that an event of a pointer is at. */
export function placeAt(element, { clientX, clientY }, [rows, columns]) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const place = [((clientY - top) / height) * rows, ((clientX - left) / width) * columns];
  return clampPlace(place.map(Math.floor), [rows, columns]);
}
