// Batch normalisation where it was not folded into the layer before it, as in nnet/core/batch_norm.py.

import { Layer } from "./layers.js";

const EPSILON = 1e-5;

/**
 * outputs = scale * (inputs - mean) / sqrt(variance + EPSILON) + shift, channel by channel, with the
 * averages of the training. A channel is the last axis.
 */
export class BatchNorm extends Layer {
  #factor; #offset;

  shapes(inputShape) {
    const channels = [inputShape.at(-1)];
    const arrays = { scale: channels, shift: channels, mean: channels, variance: channels };
    return { outputs: inputShape, arrays };
  }

  build(_inputShape, { scale, shift, mean, variance }) {
    this.#factor = scale.map((value, channel) => value / Math.sqrt(variance[channel] + EPSILON));
    this.#offset = shift.map((value, channel) => value - this.#factor[channel] * mean[channel]);
  }

  forward(inputs) {
    const channels = this.#factor.length;
    return inputs.map((value, i) => this.#factor[i % channels] * value + this.#offset[i % channels]);
  }
}
