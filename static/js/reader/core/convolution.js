// Convolution of pictures as one matrix product: what each place sees is laid out in a row, as in
// nnet/models/inference.py.

import { Layer, requirePictures } from "./layers.js";
import { multiply, packPanels } from "./matrix_product.js";

/**
 * Convolution of pictures with `filters` learned patterns of kernel x kernel pixels.
 *
 * inputs   (height, width, channels)
 * weights  (kernel, kernel, channels, filters)
 * biases   (filters,); absent with `bias` false
 * outputs  (height', width', filters), where
 *          height' = floor((height + 2 padding - kernel) / stride) + 1, and width' likewise
 *
 * outputs[y, x] = biases + sum over i, j of inputs[s y + i - p, s x + j - p] @ weights[i, j]
 *
 * with stride s and padding p: pixels outside the picture are 0.
 */
export class Conv2D extends Layer {
  #filters; #kernel; #stride; #padding; #bias;
  #inputShape; #rows; #columns; #panels; #biases;

  constructor({ filters, kernel, stride = 1, padding = 0, bias = true }) {
    super();
    this.#filters = filters;
    this.#kernel = kernel;
    this.#stride = stride;
    this.#padding = padding;
    this.#bias = bias;
  }

  shapes(inputShape) {
    requirePictures(inputShape);
    const [height, width, channels] = inputShape;
    const [rows, columns] = [height, width].map(
      (side) => Math.floor((side + 2 * this.#padding - this.#kernel) / this.#stride) + 1,
    );
    if (Math.min(rows, columns) < 1) {
      throw new RangeError(`A kernel of ${this.#kernel} pixels does not fit its inputs.`);
    }
    const arrays = { weights: [this.#kernel, this.#kernel, channels, this.#filters] };
    if (this.#bias) arrays.biases = [this.#filters];
    return { outputs: [rows, columns, this.#filters], arrays };
  }

  build(inputShape, { weights, biases }) {
    this.#inputShape = inputShape;
    [this.#rows, this.#columns] = this.shapes(inputShape).outputs;
    this.#panels = packPanels(weights, weights.length / this.#filters, this.#filters, 1, this.#filters);
    this.#biases = biases ?? new Float32Array(this.#filters);
  }

  forward(inputs) {
    return multiply(this.#patches(inputs), this.#rows * this.#columns, this.#panels, this.#biases);
  }

  // What each place sees: (height' * width', kernel^2 * channels).
  #patches(inputs) {
    const [height, width, channels] = this.#inputShape;
    const run = this.#kernel * channels;
    const patches = new Float32Array(this.#rows * this.#columns * this.#kernel * run);
    let place = 0;
    for (let y = 0; y < this.#rows; y += 1) {
      for (let x = 0; x < this.#columns; x += 1) {
        const left = x * this.#stride - this.#padding;
        const first = Math.max(left, 0);
        const end = Math.min(left + this.#kernel, width);
        for (let i = 0; i < this.#kernel; i += 1, place += run) {
          const row = y * this.#stride + i - this.#padding;
          if (row < 0 || row >= height) continue;
          // Kernel pixels side by side are one run of numbers.
          const seen = inputs.subarray((row * width + first) * channels, (row * width + end) * channels);
          patches.set(seen, place + (first - left) * channels);
        }
      }
    }
    return patches;
  }
}
