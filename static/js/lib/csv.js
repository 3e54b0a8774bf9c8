// Rows of numbers and texts as CSV, in which no text is a formula.

import { isNumber } from "./format.js";

// A spreadsheet takes a text that begins so for a formula; some pass over spaces before it, and some
// take the wide forms of East Asian scripts as well.
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** Return rows of cells as the content of a CSV file. */
export function csvOf(rows) {
  return rows.map((row) => row.map(cell).join(",")).join("\r\n");
}

function cell(value) {
  if (isNumber(value)) return String(value);
  const text = String(value ?? "");
  return text && `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
