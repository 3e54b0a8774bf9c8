// Layers that arrange and pool pictures, as in nnet/core/pooling.py.

import { Layer, requirePictures } from "./layers.js";

const product = (shape) => shape.reduce((all, side) => all * side, 1);

/** Turns a row of pixels into a picture: (h * w * c,) becomes (h, w, c). The numbers lie as they did. */
export class Unflatten extends Layer {
  #shape;

  constructor({ height, width, channels }) {
    super();
    this.#shape = [height, width, channels];
  }

  shapes(inputShape) {
    if (inputShape.length !== 1 || inputShape[0] !== product(this.#shape)) {
      throw new RangeError(`No picture of ${this.#shape.join(" × ")} can be made of its inputs.`);
    }
    return { outputs: this.#shape, arrays: {} };
  }
}

/** Turns a picture into a row for a dense layer: (h, w, c) becomes (h * w * c,). */
export class Flatten extends Layer {
  shapes(inputShape) {
    requirePictures(inputShape);
    return { outputs: [product(inputShape)], arrays: {} };
  }
}

/**
 * Keeps the largest number of each size x size square of pixels, channel by channel.
 *
 * inputs   (height, width, channels)
 * outputs  (height // size, width // size, channels); what is left over at the right and at the bottom
 *          is not looked at
 */
export class MaxPool2D extends Layer {
  #size; #inputShape;

  constructor({ size }) {
    super();
    this.#size = size;
  }

  shapes(inputShape) {
    requirePictures(inputShape);
    const [height, width, channels] = inputShape;
    if (Math.min(height, width) < this.#size) throw new RangeError("Its squares do not fit.");
    const outputs = [Math.floor(height / this.#size), Math.floor(width / this.#size), channels];
    return { outputs, arrays: {} };
  }

  build(inputShape) {
    this.#inputShape = inputShape;
  }

  forward(inputs) {
    const [, width, channels] = this.#inputShape;
    const size = this.#size;
    const [rows, columns] = this.shapes(this.#inputShape).outputs;
    const outputs = new Float32Array(rows * columns * channels).fill(-Infinity);
    for (let y = 0; y < rows * size; y += 1) {
      for (let x = 0; x < columns * size; x += 1) {
        const from = (y * width + x) * channels;
        const to = (Math.floor(y / size) * columns + Math.floor(x / size)) * channels;
        for (let channel = 0; channel < channels; channel += 1) {
          outputs[to + channel] = Math.max(outputs[to + channel], inputs[from + channel]);
        }
      }
    }
    return outputs;
  }
}
