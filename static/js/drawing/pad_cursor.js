// The cursor over the paper: as wide as the ink that would be left, or taken away, there.

// Browsers show no larger ones.
const LARGEST_PX = 128;
const SMALLEST_PX = 6;
const RING_PX = 1.5;

/** A value for CSS. The diameter is in CSS pixels; ink and paper are colours. */
export function padCursor({ diameter, erases, ink, paper }) {
  const size = Math.round(Math.min(Math.max(diameter, SMALLEST_PX), LARGEST_PX - 4 * RING_PX));
  const side = size + 4 * RING_PX;
  const middle = side / 2;
  const ring = (radius, colour, dashes = "") =>
    `<circle cx="${middle}" cy="${middle}" r="${radius}" fill="none" stroke="${colour}" stroke-width="${RING_PX}"${dashes}/>`;
  // Two rings, of which one is seen on ink and the other one on paper.
  const inner = erases ? ' stroke-dasharray="4 3"' : "";
  const rings = ring(size / 2 + RING_PX, paper) + ring(size / 2, ink, inner);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${rings}</svg>`;
  const spot = Math.round(middle);
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}") ${spot} ${spot}, crosshair`;
}
