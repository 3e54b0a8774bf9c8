// The answer: the digit, how sure the network is, the ten bars and what it saw.

import { milliseconds, percent } from "../lib/format.js";
import { hasText, t } from "../lib/i18n.js";
import { Failure } from "./prediction_loop.js";

const ANNOUNCE_AFTER_MS = 900;
// From which confidence on which words are used.
const WORDS = [
  [0.99, "confidence.certain"],
  [0.9, "confidence.sure"],
  [0.6, "confidence.likely"],
  [0, "confidence.unsure"],
];

export class PredictionView {
  #root; #parts; #bars; #announceTimer = null;

  constructor(root) {
    this.#root = root;
    const part = (id) => root.querySelector(`#${id}`);
    this.#parts = {
      digit: part("digit"),
      headline: part("headline"),
      percent: part("percent"),
      detail: part("detail"),
      seen: part("seen"),
      time: part("time"),
      announcement: part("announcement"),
    };
    this.#bars = [...root.querySelectorAll(".bar")].map((bar) => ({
      bar,
      percent: bar.querySelector(".bar__percent"),
    }));
    this.showEmpty();
  }

  /** Shows the answer to a drawing that is looked at, which was given long ago. */
  showStored(prediction) {
    const { spoken, ...words } = WORDING[prediction.status](prediction);
    this.#say(prediction.status, words);
    this.#showProbabilities(prediction.status === "number" ? null : prediction.probabilities);
    this.#showSeen(prediction.digits ?? []);
  }

  showEmpty() {
    const words = { headline: t("answer.empty"), detail: t("answer.empty.detail") };
    this.#say("empty", { digit: "", ...words });
    this.#showProbabilities(null);
    this.#showSeen([]);
    this.#parts.time.textContent = "";
    this.#announce("");
  }

  /** Shows the answer to what is drawn just now, or to a picture. */
  showAnswer(prediction, roundTripMs, isDrawn) {
    const { spoken, ...words } = WORDING[prediction.status](prediction);
    // Of a picture another part can be read.
    const hint = `answer.picture.${prediction.status}`;
    if (!isDrawn && hasText(hint)) words.detail = t(hint);
    this.#say(prediction.status, words);
    // The bars speak of one digit; of a number, each picture stands for itself.
    this.#showProbabilities(prediction.status === "number" ? null : prediction.probabilities);
    this.#showSeen(prediction.digits);
    this.#parts.time.textContent = t("answer.time", {
      compute: milliseconds(prediction.elapsed_ms),
      total: milliseconds(roundTripMs),
    });
    this.#announce(spoken);
  }

  showFailure({ kind, error, retryMs }) {
    const words = failureWords(kind, error, retryMs);
    // The last answer stays in sight, dimmed: it is still about nearly the same drawing.
    this.#say(kind, { digit: this.#parts.digit.textContent, ...words });
    this.#announce(`${words.headline}. ${words.detail}`);
  }

  showRefusal(detail) {
    this.showEmpty();
    this.#say("refused", { digit: "", headline: t("failed.title"), detail });
    this.#announce(detail);
  }

  #say(state, { digit, headline, percent: share = "", detail = "" }) {
    this.#root.dataset.state = state;
    this.#parts.digit.textContent = digit;
    this.#parts.digit.dataset.length = [...digit].length;
    this.#parts.headline.textContent = headline;
    this.#parts.percent.textContent = share;
    this.#parts.detail.textContent = detail;
  }

  #showProbabilities(probabilities) {
    const top = probabilities ? Math.max(...probabilities) : null;
    this.#bars.forEach(({ bar, percent: label }, digit) => {
      const probability = probabilities?.[digit] ?? 0;
      bar.style.setProperty("--probability", probability);
      bar.classList.toggle("bar--top", probability === top);
      label.textContent = probabilities ? percent(probability) : "";
    });
  }

  #showSeen(digits) {
    const { seen } = this.#parts;
    digits.forEach((digit, index) => {
      const image = seen.children[index] ?? seen.appendChild(newPicture());
      image.src = `data:image/png;base64,${digit.input}`;
      image.alt = t("seen.alt", { digit: digit.digit ?? "" });
    });
    [...seen.children].slice(digits.length).forEach((image) => image.remove());
  }

  // A screen reader hears the answer once the drawing rests, not every change on the way.
  #announce(text) {
    clearTimeout(this.#announceTimer);
    this.#announceTimer = setTimeout(() => {
      this.#parts.announcement.textContent = text;
    }, ANNOUNCE_AFTER_MS);
  }
}

const WORDING = {
  digit: ({ digit, confidence }) => ({
    digit: String(digit),
    headline: confidenceWords(confidence),
    percent: percent(confidence),
    spoken: t("answer.announce", {
      digit,
      confidence: confidenceWords(confidence),
      percent: percent(confidence),
    }),
  }),
  uncertain: ({ alternatives, digit, confidence }) => {
    const [first, second] = alternatives;
    return {
      digit: String(digit ?? first),
      headline: t("answer.uncertain", { first, second }),
      percent: percent(confidence),
      detail: t("answer.uncertain.detail"),
      spoken: t("answer.announce.uncertain", { first, second }),
    };
  },
  not_a_digit: () => ({
    digit: "?",
    headline: t("answer.none"),
    detail: t("answer.none.detail"),
    spoken: t("answer.announce.none"),
  }),
  number: ({ text, confidence, digits }) => {
    const lowest = confidence ?? Math.min(...digits.map((digit) => digit.confidence));
    const words = confidenceWords(lowest);
    return {
      digit: text,
      headline: words,
      percent: percent(lowest),
      detail: t("answer.number"),
      spoken: t("answer.announce", { digit: text, confidence: words, percent: percent(lowest) }),
    };
  },
};

function failureWords(kind, error, retryMs) {
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

function confidenceWords(confidence) {
  return t(WORDS.find(([from]) => confidence >= from)?.[1] ?? WORDS.at(-1)[1]);
}

function newPicture() {
  const image = new Image();
  image.className = "seen__picture";
  return image;
}
