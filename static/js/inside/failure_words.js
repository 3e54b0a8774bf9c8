// Why there is no answer about the inside of a network, in words.

import { Failure } from "../answer/prediction_loop.js";
import { Unreachable } from "../api/errors.js";
import { t } from "../lib/i18n.js";

/** What a page says of a failure of a PredictionLoop: { kind, error }. */
export function failureWords({ kind, error }) {
  const isPassing = kind === Failure.BUSY || kind === Failure.SERVER;
  return isPassing ? t("inside.busy") : errorWords(error);
}

/** What a page says of the error of a question that was asked once. */
export function errorWords(error) {
  if (error instanceof Unreachable) return t("offline.title");
  return t("inside.refused", { reason: error.message });
}
