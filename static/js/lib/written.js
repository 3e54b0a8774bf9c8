// Values of a configuration as a person reads them.

import { decimal } from "./format.js";
import { t } from "./i18n.js";

// {type: "dense", units: 10} reads "dense, units 10", and a list of such has one on each line.
export function written(value) {
  if (!isKnown(value)) return t("value.none");
  if (typeof value === "number") return decimal(value);
  if (Array.isArray(value)) {
    return value.map(written).join(value.some((item) => typeof item === "object") ? "\n" : ", ");
  }
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([key, part]) => (key === "type" ? part : `${key.replaceAll("_", " ")} ${written(part)}`))
    .join(", ");
}

export function isKnown(value) {
  return value !== null && value !== undefined;
}
