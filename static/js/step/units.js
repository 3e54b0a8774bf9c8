// What units and their inputs are called. Hidden units are counted from 1, outputs are digits.

import { whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { DIGIT_SIDE } from "../lib/pictures.js";

export const HIDDEN = 0;
export const OUTPUTS = 1;

/** The number of a unit as people count it. */
export function numberOf({ layer, unit }) {
  return layer === HIDDEN ? unit + 1 : unit;
}

/** "hidden unit 3" or "output 7", within a sentence. */
export function unitName(place) {
  const key = place.layer === HIDDEN ? "step.hidden" : "step.output";
  return t(key, { unit: whole(numberOf(place)) });
}

/** The same as a title. */
export function unitTitle(place) {
  const key = place.layer === HIDDEN ? "step.title_hidden" : "step.title_output";
  return t(key, { unit: whole(numberOf(place)) });
}

/** What an input of a layer comes from: a pixel, or a hidden unit. */
export function sourceName(layer, source) {
  if (layer === OUTPUTS) return unitName({ layer: HIDDEN, unit: source });
  const [row, column] = [Math.floor(source / DIGIT_SIDE) + 1, (source % DIGIT_SIDE) + 1];
  return t("step.pixel", { row: whole(row), column: whole(column) });
}
