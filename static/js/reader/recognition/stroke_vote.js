// The vote by strokes: which strokes drew which digit, and what a small network that sees their order
// and directions says of it, as in nnet/recognition/stroke_reader.py and stroke_vote.py.

import { softmax } from "../core/losses.js";
import { directionMaps } from "../strokes/direction_maps.js";
import { toInputs } from "./inputs.js";

// Shares of a stroke's points in a digit's box from which on it is this digit's alone, and up to which
// it has nothing to do with it.
const WHOLE = 0.9;
const PART = 0.1;
const LEAST = 1e-7;

export class StrokeVote {
  #network; #weight; #temperature;

  constructor(network, { weight, temperature }) {
    this.#network = network;
    this.#weight = weight;
    this.#temperature = temperature;
  }

  /** Digits that were found, after the vote on those that whole strokes drew. */
  vote(digits, strokes) {
    const own = strokesOfBoxes(digits.map(({ box }) => box), strokes.map(({ points }) => points));
    return digits.map((digit, place) => {
      if (own[place].length === 0) return digit;
      return { ...digit, probabilities: this.#pool(digit.probabilities, directionMaps(own[place])) };
    });
  }

  // The logarithmic opinion pool: (1 - weight) log p + weight log q.
  #pool(ofPicture, maps) {
    const ofStrokes = softmax(this.#network.forward(toInputs(maps)));
    const pooled = ofPicture.map((probability, digit) => {
      const logs = [probability, ofStrokes[digit]].map((value) => Math.log(Math.max(value, LEAST)));
      return (1 - this.#weight) * logs[0] + this.#weight * logs[1];
    });
    return softmax(pooled.map((value) => value / this.#temperature));
  }
}

// For each box the strokes that drew what is in it; none where a stroke drew a part of it and of
// something else, or lies in two boxes.
function strokesOfBoxes(boxes, strokes) {
  const shares = boxes.map((box) => strokes.map((points) => shareWithin(points, box)));
  const owners = strokes.map((_, stroke) => shares.filter((row) => row[stroke] >= WHOLE).length);
  return shares.map((row) => {
    if (row.some((share, stroke) => share > PART && owners[stroke] !== 1)) return [];
    return strokes.filter((_, stroke) => row[stroke] >= WHOLE && owners[stroke] === 1);
  });
}

function shareWithin(points, [left, top, width, height]) {
  const within = points.filter(
    ([x, y]) => x >= left && y >= top && x <= left + width && y <= top + height,
  );
  return within.length / points.length;
}
