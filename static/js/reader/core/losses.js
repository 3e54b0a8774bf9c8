// How outputs are read as probabilities, as in nnet/core/losses.py.

// The smallest normal float32: an output can be exactly 0, and all ten of them mean "no idea".
const TINY = 2 ** -126;

const PROBABILITIES = {
  softmax_cross_entropy: softmax,
  quadratic: (outputs) => shares(outputs.map((value) => Math.max(value, TINY))),
};

/** The outputs as numbers that sum to 1, for a loss by its name or its configuration. */
export function probabilities(loss, outputs) {
  const kind = loss.type ?? loss;
  const read = Object.hasOwn(PROBABILITIES, kind) ? PROBABILITIES[kind] : null;
  if (read === null) throw new RangeError(`Unknown loss: ${kind}.`);
  return read(outputs);
}

/** exp(outputs) by its sum; subtracting the largest changes nothing and cannot overflow. */
export function softmax(outputs) {
  const largest = Math.max(...outputs);
  return shares(outputs.map((value) => Math.exp(value - largest)));
}

function shares(values) {
  const sum = values.reduce((all, value) => all + value, 0);
  return values.map((value) => value / sum);
}
