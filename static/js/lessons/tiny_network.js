// A network of two inputs, two hidden neurons and one output, with everything that one step of
// training computes. tests/browser/test_learn.py compares it with nnet.core.

import { sigmoid } from "../learn/sigmoid.js";

/** What a reader can change: two inputs, the target, six weights and three biases. */
export const START = Object.freeze({
  x1: 0.9, x2: 0.2, y: 1,
  w11: 0.5, w12: -0.3, b1: 0.1,
  w21: -0.4, w22: 0.8, b2: -0.2,
  v1: 0.7, v2: -0.6, c: 0.2,
});

/** The names of what training changes. */
export const PARAMETERS = ["w11", "w12", "b1", "w21", "w22", "b2", "v1", "v2", "c"];

/** z and a of each neuron, and the cost. */
export function forward(p) {
  const z1 = p.w11 * p.x1 + p.w12 * p.x2 + p.b1;
  const z2 = p.w21 * p.x1 + p.w22 * p.x2 + p.b2;
  const [a1, a2] = [sigmoid(z1), sigmoid(z2)];
  const z = p.v1 * a1 + p.v2 * a2 + p.c;
  const a = sigmoid(z);
  return { z1, z2, a1, a2, z, a, cost: (a - p.y) ** 2 / 2 };
}

/** The error of each neuron, and how fast the cost grows with each parameter. */
export function backward(p, { a1, a2, a }) {
  const delta = (a - p.y) * a * (1 - a);
  const delta1 = p.v1 * delta * a1 * (1 - a1);
  const delta2 = p.v2 * delta * a2 * (1 - a2);
  const gradient = {
    v1: a1 * delta, v2: a2 * delta, c: delta,
    w11: p.x1 * delta1, w12: p.x2 * delta1, b1: delta1,
    w21: p.x1 * delta2, w22: p.x2 * delta2, b2: delta2,
  };
  return { delta, delta1, delta2, gradient };
}

/** The numbers after a step of gradient descent. */
export function takeStep(p, gradient, rate) {
  const changed = PARAMETERS.map((name) => [name, p[name] - rate * gradient[name]]);
  return { ...p, ...Object.fromEntries(changed) };
}
