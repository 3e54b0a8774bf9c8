// Why there is no answer about the inside of a network, in words.

import { Failure } from "../answer/prediction_loop.js";
import { t } from "../lib/i18n.js";

/** What a page says of a failure of a PredictionLoop: { kind, error }. */
export function failureWords({ kind, error }) {
  if (kind === Failure.OFFLINE) return t("offline.title");
  if (kind === Failure.BUSY || kind === Failure.SERVER) return t("inside.busy");
  return refusalWords(error);
}

/** What a page says of an error after which the same question is not asked again. */
export function refusalWords({ message }) {
  return t("inside.refused", { reason: message });
}
