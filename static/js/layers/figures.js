// Numbers of the network as they stand in formulas.

import { language } from "../lib/i18n.js";

const DECIMALS = 3;

const format = new Intl.NumberFormat(language, {
  minimumFractionDigits: DECIMALS,
  maximumFractionDigits: DECIMALS,
});

/** 0.74425 as "0.744", −0.0001 as "0.000". */
export function figure(number) {
  // What is nothing when rounded has no sign.
  const rounded = Math.abs(number) < 0.5 / 10 ** DECIMALS ? 0 : number;
  return format.format(rounded).replace("-", "\u2212");
}

/** Row and column as people count them, from 1; null for what has no place. */
export function placeOf({ row, column }) {
  return row === null ? null : { row: row + 1, column: column + 1 };
}

/** In brackets if it is below 0, as a factor is written. */
export function factor(number) {
  return number < 0 ? `(${figure(number)})` : figure(number);
}

/** Numbers as a sum: "0.744 − 0.613 + 0.574". */
export function sum(numbers) {
  return numbers.map((number, index) => (index === 0 ? figure(number) : added(number))).join(" ");
}

/** A number that is added to others: "+ 0.744", "− 0.613". */
export function added(number) {
  const text = figure(number);
  return text.startsWith("\u2212") ? text.replace("\u2212", "\u2212 ") : `+ ${text}`;
}
