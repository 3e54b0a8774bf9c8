// The axes of parallel coordinates: one for each setting that differs, the last for the accuracy.

import { isNumber, percent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { differingSettings, formatSetting, settingName } from "../lib/values.js";

// Numbers that are further apart than this are placed by their logarithms.
const LARGEST_LINEAR_RATIO = 8;

/** An axis is { key, label, stops, stopOf(run) }; its stops are { text, at } from 0 up to 1. */
export function axesOf(runs, metric) {
  const settings = differingSettings(runs).map((key) =>
    newAxis(key, settingName(key), runs, (run) => run.config[key], (run) => formatSetting(run, key)),
  );
  const accuracy = [(run) => run[metric], (run) => percent(run[metric])];
  return [...settings, newAxis(metric, t(`comparison.${metric}`), runs, ...accuracy)];
}

function newAxis(key, label, runs, valueOf, textOf) {
  const isNumeric = runs.every((run) => isNumber(valueOf(run)));
  const values = [...new Map(runs.map((run) => [textOf(run), valueOf(run)]))];
  values.sort(([left, a], [right, b]) => (isNumeric ? a - b : left.localeCompare(right)));
  const places = isNumeric ? spread(values.map(([, value]) => value)) : values.map((_, at) => at);
  const length = places.at(-1) - places[0] || 1;
  const stops = values.map(([text], at) => ({ text, at: (places[at] - places[0]) / length }));
  const numbers = new Map(stops.map(({ text }, at) => [text, at]));
  return { key, label, stops, stopOf: (run) => numbers.get(textOf(run)) };
}

function spread(sorted) {
  const isWide = sorted[0] > 0 && sorted.at(-1) / sorted[0] > LARGEST_LINEAR_RATIO;
  return isWide ? sorted.map(Math.log) : sorted;
}
