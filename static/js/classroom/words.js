// What a room asks for, and what was read of a drawing, in words.

import { confidenceText } from "../lib/format.js";
import { t } from "../lib/i18n.js";

export const Mode = Object.freeze({ READ: "read", FOOL: "fool", TEACH: "teach" });
export const ANY = "any";
export const FREE = "free";

/** What is to be drawn; digit is the one that this phone is told, where the room asks for any. */
export function taskWords({ mode, asks, target }, digit = null) {
  if (mode === Mode.FOOL) return t("room.task.fool", { digit: asks, target });
  if (asks === FREE) return t("room.task.free");
  if (asks === ANY && digit === null) return t("room.task.any");
  return t("room.task.digit", { digit: digit ?? asks });
}

/** What the network read, in a sentence. */
export function readingWords({ status, answer, confidence }) {
  if (status === "not_a_digit") return t("room.read.none");
  if (status === "number") return t("room.read.number");
  return t("room.read.digit", { answer, confidence: confidenceText(confidence) });
}

/** What was read, in one character. */
export function shortReading({ status, answer }) {
  return status === "number" ? "…" : String(answer ?? "?");
}
