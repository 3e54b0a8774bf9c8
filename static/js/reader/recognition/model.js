// The network that reads the digits, with what makes its confidences honest.

import { probabilities } from "../core/losses.js";
import { toInputs } from "./inputs.js";

export class Model {
  #network; #loss; #temperature;

  constructor(network, { loss, temperature }) {
    this.#network = network;
    this.#loss = loss;
    this.#temperature = temperature;
  }

  /** Ten numbers that sum to 1, for a picture of 784 levels. */
  probabilities(pixels) {
    const outputs = this.#network.forward(toInputs(pixels));
    return probabilities(this.#loss, outputs.map((value) => value / this.#temperature));
  }
}
