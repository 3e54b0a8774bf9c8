// Axes: what part of a quantity is shown, where a value lies on it, and which values are named. The
// rules are those of webapp/curves/axes.py, so that this chart takes the drawn one's place without
// a jump; what somebody zooms into is named by the same rules.

import { decimal, shortPercent, whole } from "../lib/format.js";

const LEAST_ERROR = 0.5e-4;
const LEAST_LOSS = 1e-12;
const MOST_LOSS = 1e12;
const TOP = 0.9;
const MAX_TICKS = 9;
const EPOCH_STEPS = 6;
const STEPS = 5;
const TINY = 1e-9;

/**
 * An axis is { start, end, isLog, values, texts }: its ends in the units that are drawn, which are
 * logarithms where isLog is true, and what is named between them. A zoom is [start, end] or null.
 */
export function epochAxis(last, isLog, zoom) {
  const end = Math.max(last, isLog ? 2 : 1);
  const [from, to] = zoom ?? (isLog ? [0, Math.log10(end)] : [0, end]);
  const values = isLog
    ? within(Math.max(1, 10 ** from), Math.min(end, 10 ** to))
    : multiples(from, to, Math.max(1, Math.round(niceStep((to - from) / EPOCH_STEPS))));
  return { start: from, end: to, isLog, values, texts: values.map(whole) };
}

/** look: errors (what is missing to 1 is drawn), percent with a floor or without, logY. */
export function valueAxis(values, look, zoom) {
  if (look.errors) return mistakesAxis(values, zoom);
  return look.percent ? shareAxis(values, look.floor, zoom) : lossAxis(values, look.logY, zoom);
}

/** What is missing to 1. 100% would be infinitely far up: it stands half a test digit below. */
export function errorOf(share) {
  return Math.max(1 - share, LEAST_ERROR);
}

function shareAxis(values, floor, zoom) {
  const least = floor === TOP ? TOP : Math.min(...values, 0.99);
  const step = niceStep((zoom ? zoom[1] - zoom[0] : 1 - least) / STEPS);
  const count = Math.ceil(Number(((1 - least) / step).toFixed(6)));
  const [start, end] = zoom ?? [1 - step * count, 1];
  const ticks = multiples(start, end, step);
  return { start, end, isLog: false, values: ticks, texts: ticks.map(shortPercent) };
}

// Fewer mistakes are higher up: the axis begins with the most.
function mistakesAxis(values, zoom) {
  const [low, high] = bounds(values.map(errorOf));
  const [start, end] = zoom ?? [Math.log10(high), Math.log10(low)];
  const ticks = logTicks(10 ** end, 10 ** start);
  const texts = ticks.map((error) => plain(error * 1e4));
  return { start, end, isLog: true, values: ticks, texts };
}

function lossAxis(values, isLog, zoom) {
  if (isLog) {
    const [low, high] = bounds(values.map(drawable));
    const [start, end] = zoom ?? [Math.log10(low), Math.log10(high)];
    const ticks = logTicks(10 ** start, 10 ** end);
    return { start, end, isLog, values: ticks, texts: ticks.map(plain) };
  }
  const highest = Math.min(Math.max(...values, 0), MOST_LOSS);
  const most = highest > LEAST_LOSS ? highest : 1;
  const step = niceStep((zoom ? zoom[1] - zoom[0] : most) / STEPS);
  const [start, end] = zoom ?? [0, step * Math.ceil(Number((most / step).toFixed(6)))];
  const ticks = multiples(start, end, step);
  return { start, end, isLog: false, values: ticks, texts: ticks.map(plain) };
}

function drawable(loss) {
  return Math.min(Math.max(loss, LEAST_LOSS), MOST_LOSS);
}

// The smallest of 1, 2 and 5 times a power of ten that is not below the least one wanted.
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least) + TINY);
  return power * [1, 2, 5, 10].find((step) => step * power >= least * (1 - TINY));
}

function multiples(from, to, step) {
  const first = Math.ceil(from / step - TINY);
  const count = Math.floor(to / step + TINY) - first + 1;
  const exact = (at) => Number(((first + at) * step).toPrecision(12));
  return Array.from({ length: Math.max(count, 0) }, (_, at) => exact(at));
}

// 1, 2 and 5 times powers of ten; where zooming leaves less than two of them, even steps.
function logTicks(low, high) {
  const ticks = within(low, high);
  if (ticks.length < 2) return multiples(low, high, niceStep((high - low) / STEPS));
  return ticks.length <= MAX_TICKS ? ticks : ticks.filter(isPower);
}

function bounds(values) {
  if (values.length === 0) return [0.01, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const marks = decades(least / 10, most * 10);
  const low = marks.filter((mark) => mark <= least * (1 + TINY)).at(-1);
  const high = marks.find((mark) => mark >= most * (1 - TINY));
  return low < high ? [low, high] : [low / 2, high * 2];
}

function within(low, high) {
  return decades(low, high).filter((mark) => mark >= low * (1 - TINY) && mark <= high * (1 + TINY));
}

function decades(low, high) {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const powers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return powers.flatMap((power) => [1, 2, 5].map((step) => Number(`${step}e${power}`)));
}

function isPower(value) {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6;
}

function plain(value) {
  return decimal(Number(value.toPrecision(6)));
}
