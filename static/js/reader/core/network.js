// A network: an ordered list of layers, as in nnet/core/network.py.

import { LeakyReLU, ReLU, Scale, Sigmoid, Tanh } from "./activations.js";
import { BatchNorm } from "./batch_norm.js";
import { Conv2D } from "./convolution.js";
import { Dense, Dropout } from "./layers.js";
import { Flatten, MaxPool2D, Unflatten } from "./pooling.js";

// Every kind of layer by its name in a configuration.
const LAYERS = {
  batch_norm: BatchNorm,
  conv2d: Conv2D,
  dense: Dense,
  dropout: Dropout,
  flatten: Flatten,
  leaky_relu: LeakyReLU,
  max_pool2d: MaxPool2D,
  relu: ReLU,
  scale: Scale,
  sigmoid: Sigmoid,
  tanh: Tanh,
  unflatten: Unflatten,
};

export class Network {
  #layers;

  /**
   * From the layers' configurations, the shape of one example, and the trained arrays by the layer's
   * position and their own name: "1.weights". Throws RangeError naming the layer where one is unknown
   * or does not fit.
   */
  constructor(configs, inputShape, arrays) {
    let shape = inputShape;
    this.#layers = configs.map((config, position) => {
      try {
        const layer = createLayer(config);
        const { outputs, arrays: shapes } = layer.shapes(shape);
        layer.build(shape, ownArrays(shapes, position, arrays));
        shape = outputs;
        return layer;
      } catch (error) {
        throw new RangeError(`Layer ${position + 1} (${config.type}): ${error.message}`);
      }
    });
  }

  /** The outputs of the last layer for one example, a Float32Array. */
  forward(inputs) {
    return this.#layers.reduce((values, layer) => layer.forward(values), inputs);
  }
}

function createLayer(config) {
  if (!Object.hasOwn(LAYERS, config.type)) {
    throw new RangeError("This reader knows no such layer; load the page again.");
  }
  return new LAYERS[config.type](config);
}

function ownArrays(shapes, position, arrays) {
  const own = Object.entries(shapes).map(([name, shape]) => {
    const array = arrays[`${position}.${name}`];
    const size = shape.reduce((all, side) => all * side, 1);
    if (array?.length !== size) throw new RangeError(`Its ${name} are not ${shape.join(" × ")}.`);
    return [name, array];
  });
  return Object.fromEntries(own);
}
