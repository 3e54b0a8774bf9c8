// Strokes are heard: which of them drew which digit, and what a small network that sees their order and
// directions says of it, as in nnet/recognition/stroke_reader.py and stroke_vote.py.

import { softmax } from "../core/losses.js";
import { directionMaps } from "../strokes/direction_maps.js";
import { toInputs } from "./inputs.js";
import { CLASSES, NONE } from "./rejection.js";

// Shares of a stroke's points in a digit's box from which on it is this digit's alone, and up to which
// it has nothing to do with it.
const WHOLE = 0.9;
const PART = 0.1;
const LEAST = 1e-7;

export class StrokeReader {
  #network; #voice;

  /** What it weighs is { weight, temperature, guard_weight, threshold, votes }. */
  constructor(network, voice) {
    this.#network = network;
    this.#voice = voice;
  }

  /** Digits that were found, after it was heard on those that whole strokes drew; the guard's threshold. */
  hear(digits, strokes, threshold) {
    const own = strokesOfBoxes(digits.map(({ box }) => box), strokes.map(({ points }) => points));
    return digits.map((digit, place) => {
      if (own[place].length === 0) return digit;
      const opinion = softmax(this.#network.forward(toInputs(directionMaps(own[place]))));
      const isDigit = this.#judge(digit.isDigit, opinion, threshold);
      return { ...digit, isDigit, probabilities: this.#vote(digit.probabilities, opinion) };
    });
  }

  // Which digit it is by both opinions, the logarithmic pool: (1 - weight) log p + weight log q.
  #vote(ofPicture, opinion) {
    const { weight, temperature, votes } = this.#voice;
    if (!votes) return ofPicture;
    const digits = opinion.slice(0, CLASSES).map((value) => Math.max(value, LEAST));
    const all = digits.reduce((sum, value) => sum + value, 0);
    const pooled = ofPicture.map((probability, digit) => (
      (1 - weight) * Math.log(Math.max(probability, LEAST)) + weight * Math.log(digits[digit] / all)
    ));
    return softmax(pooled.map((value) => value / temperature));
  }

  // How likely it is one digit by both opinions, their threshold moved to the guard's.
  #judge(ofGuard, opinion, guardThreshold) {
    const { guard_weight: weight, threshold } = this.#voice;
    const pooled = (1 - weight) * logOdds(ofGuard) + weight * logOdds(1 - opinion[NONE]);
    return 1 / (1 + Math.exp(logOdds(threshold) - logOdds(guardThreshold) - pooled));
  }
}

function logOdds(probability) {
  const within = Math.min(Math.max(probability, LEAST), 1 - LEAST);
  return Math.log(within / (1 - within));
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
