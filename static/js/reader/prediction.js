// A reading as the API tells of it, see webapp/inference/recognizer.py.

import { canWriteGreyPng, greyPng } from "../drawing/grey_png.js";
import { IMAGE_SIDE } from "./imaging/size_normalisation.js";

const DECIMALS = 1e8;

/** A promise of what POST /api/predictions would answer. */
export async function predictionOf({ status, digits: found }, model, elapsedMs) {
  const digits = await Promise.all(found.map(digitOf));
  const [first] = digits;
  const isOne = status === "digit" || status === "uncertain";
  return {
    status,
    digit: isOne ? first.digit : null,
    alternatives: status === "uncertain" ? likeliest(first.probabilities).slice(0, 2) : null,
    confidence: digits.reduce((product, { confidence }) => product * confidence, 1),
    probabilities: digits.length === 1 ? first.probabilities : null,
    digits,
    text: status === "not_a_digit" ? "" : digits.map(({ digit }) => digit ?? "?").join(""),
    model,
    elapsed_ms: elapsedMs,
  };
}

async function digitOf({ pixels, box, probabilities: row, readable }) {
  const sum = row.reduce((all, value) => all + value, 0);
  const probabilities = Array.from(row, (value) => Math.round((value / sum) * DECIMALS) / DECIMALS);
  const confidence = Math.max(...probabilities);
  const digit = readable ? probabilities.indexOf(confidence) : null;
  return { digit, confidence, probabilities, box, input: await base64Png(pixels) };
}

function likeliest(probabilities) {
  return [...probabilities.keys()].sort((one, other) => probabilities[other] - probabilities[one]);
}

async function base64Png(pixels) {
  if (!canWriteGreyPng()) return "";
  const png = await greyPng(pixels, IMAGE_SIDE, IMAGE_SIDE);
  return btoa(String.fromCharCode(...png));
}
