// The values of a configuration as a person reads them, and the settings in which runs differ.

import { decimal } from "./format.js";
import { hasText, t } from "./i18n.js";

// {type: "dense", units: 10} reads "dense, units 10", and a list of such has one on each line.
export function formatValue(value) {
  if (!isKnown(value)) return t("value.none");
  if (typeof value === "number") return decimal(value);
  if (Array.isArray(value)) {
    return value.map(formatValue).join(value.some((item) => typeof item === "object") ? "\n" : ", ");
  }
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([key, part]) => (key === "type" ? part : `${settingName(key)} ${formatValue(part)}`))
    .join(", ");
}

export function isKnown(value) {
  return value !== null && value !== undefined;
}

/** The settings in which runs differ, in the order in which a configuration has them. */
export function differingSettings(runs) {
  const keys = new Set(runs.flatMap(({ config }) => Object.keys(config)));
  return [...keys].filter((key) => new Set(runs.map((run) => formatSetting(run, key))).size > 1);
}

/** Layers are long: the architecture says them in short; and data has a name. */
export function formatSetting(run, key) {
  if (key === "data") return dataName(run);
  return key === "layers" ? run.architecture : formatValue(run.config[key]);
}

/** What the data is called that a run learned from. */
export function dataName({ config }) {
  return config?.data?.name ?? "MNIST";
}

export function settingName(key) {
  const name = `name.${key}`;
  return hasText(name) ? t(name) : key.replaceAll("_", " ");
}
