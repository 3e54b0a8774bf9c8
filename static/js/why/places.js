// Places on a digit in words, for those who do not see where it is marked.

import { t } from "../lib/i18n.js";

// The digit lies within these pixels of the picture.
const FIRST = 4;
const LAST = 24;
const THIRD = (LAST - FIRST) / 3;
const ROWS = ["top", "middle", "bottom"];
const COLUMNS = ["left", "centre", "right"];

/** "at the top right", of a pixel { x, y }. */
export function placeName({ x, y }) {
  return t(`why.place.${ROWS[third(y)]}.${COLUMNS[third(x)]}`);
}

function third(pixel) {
  return Math.min(Math.max(Math.floor((pixel + 0.5 - FIRST) / THIRD), 0), 2);
}
