// The digit that lies ready where a visitor has drawn none: strokes in the units of ink/strokes.js.

const DOTS = 24;

/** A three of two bows, so that there is something to look into at once. */
export const READY_DIGIT = Object.freeze({
  width: 18,
  strokes: [[...bow(134, 96, 46, -150, 90), ...bow(132, 188, 54, -90, 150)]],
});

// Points along a circle, from one angle in degrees to another, clockwise; 0 is to the right.
function bow(x, y, radius, from, to) {
  return Array.from({ length: DOTS }, (_, index) => {
    const angle = ((from + ((to - from) * index) / (DOTS - 1)) / 180) * Math.PI;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}
