// Layers that apply one function to every number, as in nnet/core/activations.py.

import { Layer } from "./layers.js";

/** The logistic function: outputs = 1 / (1 + exp(-inputs)), which as tanh cannot overflow. */
export class Sigmoid extends Layer {
  forward(inputs) {
    return inputs.map((value) => 0.5 * Math.tanh(0.5 * value) + 0.5);
  }
}

/** The rectifier: outputs = max(inputs, 0). */
export class ReLU extends Layer {
  forward(inputs) {
    const outputs = new Float32Array(inputs.length);
    for (let i = 0; i < inputs.length; i += 1) if (inputs[i] > 0) outputs[i] = inputs[i];
    return outputs;
  }
}

/** A rectifier that lets a little through: outputs = max(inputs, slope * inputs). */
export class LeakyReLU extends Layer {
  #slope;

  constructor({ slope }) {
    super();
    this.#slope = slope;
  }

  forward(inputs) {
    return inputs.map((value) => Math.max(value, this.#slope * value));
  }
}

/** The hyperbolic tangent. */
export class Tanh extends Layer {
  forward(inputs) {
    return inputs.map(Math.tanh);
  }
}

/** Multiplies by a constant: outputs = factor * inputs. */
export class Scale extends Layer {
  #factor;

  constructor({ factor }) {
    super();
    this.#factor = factor;
  }

  forward(inputs) {
    return inputs.map((value) => this.#factor * value);
  }
}
