// Smooth curves, for the eye alone: what was measured stays as it is.

import { isNumber } from "../lib/format.js";

/**
 * The exponential moving average of values, corrected for its start (Kingma and Ba, Adam, section
 * 3): each value counts `weight` times as much as the next one. Gaps stay gaps.
 */
export function smooth(values, weight) {
  let sum = 0;
  let weights = 0;
  return values.map((value) => {
    if (!isNumber(value)) return null;
    sum = weight * sum + (1 - weight) * value;
    weights = weight * weights + (1 - weight);
    return sum / weights;
  });
}
