// The reading pipeline: from a drawing to an answer, stage by stage, as in nnet/recognition/pipeline.py.
// What that does besides is the server's: it proposes other ink where a picture is not clearly read, and
// cuts digits that touch.

import { inkOfDrawing } from "../imaging/decoding.js";
import { BlankImage, normalise } from "../imaging/size_normalisation.js";
import { redraw } from "../strokes/redrawing.js";
import { bestPath, isSeveral, nll, shareApart } from "./lattice.js";
import { CLASSES, NONE } from "./rejection.js";
import { candidateSpans, crop, preview, segment } from "./segmentation.js";

const MAX_DIGITS = 12;
const MIN_CONFIDENCE = 0.7;
const NUMBER_SHARE = 0.5;
const MAX_WIDTH_WHOLE = 2;

export class Pipeline {
  #model; #guard; #strokeReader;

  /** The network and its guard; who is heard where strokes are known, or null. */
  constructor(model, guard, strokeReader) {
    this.#model = model;
    this.#guard = guard;
    this.#strokeReader = strokeReader;
  }

  /**
   * What is on a grey picture, { width, height, pixels }, drawn with these strokes, [] where they are
   * not known: { status, digits }. A digit is { pixels, box, probabilities, isDigit, readable }. Throws
   * BlankImage where nothing is.
   */
  read(grey, strokes) {
    const ink = inkOfDrawing(grey);
    if (ink === null) throw new BlankImage("Nothing is drawn.");
    const redrawn = redraw(ink, strokes);
    if (redrawn === null) return this.#readInk(ink, [], 0);
    return this.#readInk(redrawn.ink, redrawn.strokes, redrawn.margin);
  }

  #readInk(ink, strokes, margin) {
    const segments = segment(ink);
    // Dots, perhaps, that are one digit together.
    let digits = segments === null ? [this.#classify(normalise(ink))] : this.#findDigits(segments);
    if (strokes.length > 0 && this.#strokeReader !== null) {
      digits = this.#strokeReader.hear(digits, strokes, this.#guard.threshold);
    }
    const judged = digits.length > 0
      ? this.#judge(digits)
      : { status: "not_a_digit", digits: [this.#classify(normalise(ink))] };
    judged.digits = judged.digits.map((digit) => ({ ...digit, box: boxAsSent(digit.box, margin, ink) }));
    return judged;
  }

  // The digits that segments are, from left to right; none where they are too many for a number, or
  // likelier a drawing of anything.
  #findDigits(segments) {
    const count = segments.boxes.length;
    if (count === 1) return [this.#classify(crop(segments, [0, 1]))];
    const spans = this.#divide(segments);
    if (spans.length > MAX_DIGITS) return [];
    const digits = spans.map((span) => this.#classify(crop(segments, span)));
    const { width, height } = segments.reduced;
    if (digits.length === 1 || width > MAX_WIDTH_WHOLE * height) return digits;
    return this.#lookAtWhole(segments, spans, digits);
  }

  #divide(segments) {
    const known = new Map();
    const ask = (span) => {
      const key = span.join();
      if (!known.has(key)) known.set(key, this.#guard.probabilities(preview(segments, span)));
      return known.get(key);
    };
    return bestPath(segments, candidateSpans(segments), ask);
  }

  // Several digits, or what all ink is as a whole where that is likelier.
  #lookAtWhole(segments, spans, digits) {
    const whole = [0, segments.boxes.length];
    const probabilities = this.#guard.probabilities(preview(segments, whole));
    if (isSeveral(probabilities, digits.map(nllOf), shareApart(segments, spans))) return digits;
    if (probabilities.indexOf(Math.max(...probabilities)) === NONE) return [];
    return [this.#classify(crop(segments, whole))];
  }

  #classify({ pixels, box }) {
    const guarded = this.#guard.probabilities(pixels).slice(0, CLASSES);
    const isDigit = guarded.reduce((sum, probability) => sum + probability, 0);
    const probabilities = this.#model.probabilities(pixels);
    return { pixels, box, probabilities, isDigit, readable: isDigit >= this.#guard.threshold };
  }

  // The status of an answer, and the digits, readable sooner beside each other.
  #judge(digits) {
    const isNumber = digits.length > 1;
    const enough = this.#guard.threshold * (isNumber ? NUMBER_SHARE : 1);
    const judged = digits.map((digit) => ({ ...digit, readable: digit.isDigit >= enough }));
    const readable = judged.filter((digit) => digit.readable).length;
    if (readable === 0 || readable * 2 < judged.length) return { status: "not_a_digit", digits: judged };
    if (isNumber) return { status: "number", digits: judged };
    const confidence = Math.max(...judged[0].probabilities);
    return { status: confidence >= MIN_CONFIDENCE ? "digit" : "uncertain", digits: judged };
  }
}

function nllOf({ isDigit, probabilities }) {
  return nll(isDigit * Math.max(...probabilities));
}

// A digit's box around the ink that was sent, which reaches farther by a margin.
function boxAsSent([x, y, width, height], margin, ink) {
  const [left, top] = [Math.max(x - margin, 0), Math.max(y - margin, 0)];
  const right = Math.min(x + width + margin, ink.width);
  const bottom = Math.min(y + height + margin, ink.height);
  return [left, top, Math.max(right - left, 1), Math.max(bottom - top, 1)];
}
