// What units are called: counted from 1 on the page, from 0 by the API; outputs are called by their digits.

import { whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";

/** The layers of a network, each with the number of its first unit. */
export function numberUnits(layers) {
  return layers.map((layer, index) => ({ ...layer, first: index < layers.length - 1 ? 1 : 0 }));
}

/** The number of a layer's unit as people count it. */
export function numberOf({ first }, unit) {
  return unit + first;
}

/** The unit of a layer that people give a number; not a number where they give none. */
export function unitAt({ first }, number) {
  return number - first;
}

/** "Dense layer 1, unit 7", or "Output 7". */
export function unitTitle(layer, unit) {
  const values = { layer: layer.title, unit: whole(numberOf(layer, unit)) };
  return t(layer.first === 0 ? "layers.output" : "layers.heading", values);
}

/** The number of a map or a unit that a layer takes from the one before, which has no outputs. */
export function numberOfInput(channel) {
  return whole(channel + 1);
}
