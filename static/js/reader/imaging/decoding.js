// The ink of a drawing on even paper, as in nnet/imaging/decoding.py. What is photographed, or on paper
// that is not even, is the server's.

import { newPicture } from "./pictures.js";

const MIN_CONTRAST = 24;
// A picture of one level that is darker than this is ink all over, where somebody drew.
const DARK = 100;

/** A grey picture as its ink, 255 where it is darkest; null without ink. */
export function inkOfDrawing(grey) {
  const { width, height, pixels } = grey;
  let [darkest, lightest] = [255, 0];
  for (const level of pixels) {
    if (level < darkest) darkest = level;
    if (level > lightest) lightest = level;
  }
  if (darkest === lightest && darkest < DARK) {
    return newPicture(width, height, new Uint8Array(pixels.length).fill(255));
  }
  const paper = medianAtEdge(grey);
  const [below, above] = [paper - darkest, lightest - paper];
  const contrast = Math.max(below, above);
  if (contrast < MIN_CONTRAST) return null;
  const levels = Uint8Array.from({ length: 256 }, (_, level) => {
    const ink = below >= above ? paper - level : level - paper;
    return Math.floor((Math.min(Math.max(ink, 0), contrast) * 255) / contrast);
  });
  return newPicture(width, height, pixels.map((level) => levels[level]));
}

function medianAtEdge({ width, height, pixels }) {
  const edge = [];
  for (let x = 0; x < width; x += 1) edge.push(pixels[x], pixels[(height - 1) * width + x]);
  for (let y = 0; y < height; y += 1) edge.push(pixels[y * width], pixels[(y + 1) * width - 1]);
  edge.sort((one, other) => one - other);
  return edge[Math.floor(edge.length / 2)];
}
