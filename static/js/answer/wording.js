// What is said of an answer: the digit or number, a headline, how sure the network is, and more.

import { confidenceText } from "../lib/format.js";
import { hasText, joinSentences, t } from "../lib/i18n.js";
import { Failure } from "./prediction_loop.js";

// From which confidence on which words are used: those of the IPCC's reports for calibrated
// probabilities, whose "virtually certain" is left out, since no such share is ever measured.
const WORDS = [
  [0.9, "confidence.very_likely"],
  [0.66, "confidence.likely"],
  [0.5, "confidence.even"],
  [0, "confidence.unsure"],
];
const PENDING = "…";

const WORDING = {
  digit: ({ digit, confidence }) => ({
    text: String(digit),
    headline: confidenceWords(confidence),
    confidence: confidenceText(confidence),
    caption: t("bars.digit"),
    spoken: spoken(digit, confidence),
  }),
  uncertain: ({ alternatives: [first, second], digit, confidence }) => ({
    text: String(digit ?? first),
    headline: t("answer.uncertain", { first, second }),
    confidence: confidenceText(confidence),
    detail: t("answer.uncertain.detail"),
    caption: t("bars.digit"),
    spoken: t("answer.announce.uncertain", { first, second }),
  }),
  not_a_digit: ({ probabilities }) => {
    // Of several pieces each is closest to another digit.
    const closest = probabilities ? likeliestDigit(probabilities) : null;
    const detail =
      closest === null ? t("answer.none.detail") : t("answer.none.closest", { digit: closest });
    return {
      text: "?",
      headline: t("answer.none"),
      detail,
      caption: t("bars.none"),
      spoken: joinSentences([t("answer.announce.none"), detail]),
    };
  },
  number: ({ text, confidence }) => ({
    text,
    headline: confidenceWords(confidence),
    confidence: confidenceText(confidence),
    detail: t("answer.number", { count: text.length }),
    spoken: spoken(text, confidence),
  }),
};

/** { text, headline, confidence, detail, caption, spoken } of an answer, each where there is any. */
export function answerWording(prediction, isDrawn) {
  const wording = WORDING[prediction.status](prediction);
  // Of a picture another part can be read.
  const hint = `answer.picture.${prediction.status}`;
  return !isDrawn && hasText(hint) ? { ...wording, detail: t(hint) } : wording;
}

/** The same of a drawing that is not finished yet: nothing is refused, and nothing promised. */
export function tentativeWording(prediction) {
  return { text: tentativeText(prediction), headline: t("answer.reading") };
}

/** The same of a server that is out of reach, busy or broken. */
export function failureWording({ kind, error, retryMs }) {
  if (kind === Failure.OFFLINE) {
    return { headline: t("offline.title"), detail: t("offline.detail") };
  }
  if (kind === Failure.BUSY) {
    const seconds = t("duration.seconds", { seconds: Math.ceil(retryMs / 1000) });
    return { headline: t("busy.title"), detail: t("busy.detail", { seconds }) };
  }
  const detail = t("failed.detail", { request: error.requestId ?? "–" });
  return { headline: t("failed.title"), detail };
}

function tentativeText({ status, text, probabilities }) {
  if (status === "number") return text.replaceAll("?", PENDING);
  if (!probabilities) return PENDING;
  const digit = likeliestDigit(probabilities);
  return probabilities[digit] >= 0.5 ? String(digit) : PENDING;
}

function likeliestDigit(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities));
}

function confidenceWords(confidence) {
  return t(WORDS.find(([from]) => confidence >= from)[1]);
}

function spoken(text, confidence) {
  const [words, share] = [confidenceWords(confidence), confidenceText(confidence)];
  return t("answer.announce", { digit: text, confidence: words, percent: share });
}
