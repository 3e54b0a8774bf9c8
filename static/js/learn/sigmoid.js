// The sigmoid and its slope, as nnet/core/activations.py has them.

/** σ(z) by way of tanh, which cannot overflow. */
export function sigmoid(z) {
  return 0.5 * Math.tanh(0.5 * z) + 0.5;
}

/** σ′(z) = σ(z) (1 − σ(z)) */
export function sigmoidSlope(z) {
  const a = sigmoid(z);
  return a * (1 - a);
}
