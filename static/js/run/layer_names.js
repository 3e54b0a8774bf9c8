// A layer by its type and number: "Dense 3".

import { whole } from "../lib/format.js";
import { hasText, t } from "../lib/i18n.js";

export function layerName({ layer, type }) {
  const key = `numbered.${type}`;
  return hasText(key) ? t(key, { layer: whole(layer) }) : `${type} ${layer}`;
}
