// Layers, as in nnet/core/layers.py: what is dense, and what does nothing outside training.
//
// Every layer keeps to the same contract. `shapes` says what fits; `build` takes the trained arrays,
// each a Float32Array; `forward` returns the outputs of one example and leaves the inputs alone. A
// picture is rows of pixels, (height, width, channels), the channels of a pixel side by side.

import { multiply, packPanels } from "./matrix_product.js";

/** What all layers share. */
export class Layer {
  /** The shape of one example's outputs, and those of the layer's arrays by name. */
  shapes(inputShape) {
    return { outputs: inputShape, arrays: {} };
  }

  /** Takes the trained arrays of a layer that has some. */
  build() {}

  forward(inputs) {
    return inputs;
  }
}

/**
 * Fully connected layer: outputs = inputs @ weights.T + biases.
 *
 * inputs   (n_in,)
 * weights  (units, n_in)
 * outputs  (units,)
 */
export class Dense extends Layer {
  #units; #panels; #biases;

  constructor({ units }) {
    super();
    this.#units = units;
  }

  shapes(inputShape) {
    if (inputShape.length !== 1) throw new RangeError("A dense layer takes vectors.");
    const outputs = [this.#units];
    return { outputs, arrays: { weights: [this.#units, inputShape[0]], biases: outputs } };
  }

  build([count], { weights, biases }) {
    this.#panels = packPanels(weights, count, this.#units, count, 1);
    this.#biases = biases;
  }

  forward(inputs) {
    return multiply(inputs, 1, this.#panels, this.#biases);
  }
}

/** Silences inputs while a network is trained, and does nothing afterwards. */
export class Dropout extends Layer {}

/** Throws unless one example is a picture: (height, width, channels). */
export function requirePictures(inputShape) {
  if (inputShape.length !== 3) {
    throw new RangeError(`Pictures are needed, got inputs of shape ${inputShape.join(" × ")}.`);
  }
}
