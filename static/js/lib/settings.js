// The settings that runs were configured with.

import { written } from "./written.js";

/** The settings in which runs differ, in the order in which a configuration has them. */
export function differing(runs) {
  const keys = new Set(runs.flatMap(({ config }) => Object.keys(config)));
  return [...keys].filter((key) => new Set(runs.map((run) => settingOf(run, key))).size > 1);
}

/** Layers are long: the architecture says them in short. */
export function settingOf(run, key) {
  return key === "layers" ? run.architecture : written(run.config[key]);
}

export function nameOf(key) {
  return key.replaceAll("_", " ");
}
