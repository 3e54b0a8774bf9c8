// From a file of weights to what reads with them.

import { Network } from "./core/network.js";
import { Model } from "./recognition/model.js";
import { Pipeline } from "./recognition/pipeline.js";
import { Guard } from "./recognition/rejection.js";
import { StrokeReader } from "./recognition/stroke_reader.js";
import { parseWeightsFile } from "./weights_file.js";

/**
 * A promise of { card, pipeline } for the bytes of a file; throws WeightsFileError for a damaged one,
 * RangeError naming a layer that is unknown.
 */
export async function openReader(file) {
  const { card, networks } = await parseWeightsFile(file);
  const { model, guard, strokes } = networks;
  const reader = strokes ? make(StrokeReader, strokes) : null;
  return { card, pipeline: new Pipeline(make(Model, model), make(Guard, guard), reader) };
}

function make(Part, { layers, input_shape: inputShape, arrays, settings }) {
  return new Part(new Network(layers, inputShape, arrays), settings);
}
