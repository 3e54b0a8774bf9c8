// Numbers of the network as they stand in formulas.

import { fixed } from "../lib/format.js";

const DECIMALS = 3;

/** 0.74425 as "0.744", −0.0001 as "0.000". */
export function figure(number) {
  return fixed(number, DECIMALS);
}

/** Row and column as people count them, from 1; null for what has no place. */
export function placeOf({ row, column }) {
  return row === null ? null : { row: row + 1, column: column + 1 };
}
