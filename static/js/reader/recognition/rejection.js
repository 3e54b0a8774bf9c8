// Rejection: the guard, a small network that tells digits from what is none, as in
// nnet/recognition/rejection.py.

import { softmax } from "../core/losses.js";
import { toInputs } from "./inputs.js";

export const CLASSES = 10;
/** The outputs for what is no digit, and for several digits in one picture. */
export const NONE = CLASSES;
export const SEVERAL = CLASSES + 1;

export class Guard {
  #network;

  /** What is less likely a digit than the threshold is refused. */
  constructor(network, { threshold }) {
    this.#network = network;
    this.threshold = threshold;
  }

  /** How likely a picture of 784 levels is which digit, none, or several. */
  probabilities(pixels) {
    return softmax(this.#network.forward(toInputs(pixels)));
  }
}
