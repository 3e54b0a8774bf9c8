// The answer in words, beside its digits: how sure the network is, and how long it took.

import { milliseconds } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { DigitsView } from "./digits_view.js";
import { answerWording, failureWording, tentativeWording } from "./wording.js";

const ANNOUNCE_AFTER_MS = 900;
const PARTS = ["headline", "percent", "detail", "time", "announcement"];
const TENTATIVE = "tentative";
// What was read stays in sight while a newer answer is waited for.
const READ = ["digit", "number", "uncertain", TENTATIVE];

export class PredictionView {
  #root; #parts; #digits;
  #announceTimer = null;

  /** picked(index, input) gets which of several digits is looked at, and what was seen of it. */
  constructor(root, picked = () => {}) {
    this.#root = root;
    this.#parts = Object.fromEntries(PARTS.map((id) => [id, root.querySelector(`#${id}`)]));
    this.#digits = new DigitsView(root, picked);
    this.showEmpty();
  }

  /** Shows the answer to a drawing that is looked at, which was given long ago. */
  showStored(prediction) {
    this.#show(prediction.status, answerWording(prediction, true), prediction);
  }

  showEmpty() {
    this.#say("empty", { headline: t("answer.empty"), detail: t("answer.empty.detail") });
    this.#digits.clear();
    this.#parts.time.textContent = "";
    this.#announce("");
  }

  /** Shows the answer to what is drawn just now, or to a picture. */
  showAnswer(prediction, roundTripMs, isDrawn) {
    const wording = answerWording(prediction, isDrawn);
    this.#show(prediction.status, wording, prediction);
    this.#showTime(prediction, roundTripMs);
    this.#announce(wording.spoken);
  }

  /**
   * Shows what is made of a drawing that grows, or grew once: nothing is refused, and nothing
   * promised.
   */
  showTentative(prediction, roundTripMs = null) {
    this.#show(TENTATIVE, tentativeWording(prediction), prediction);
    if (roundTripMs !== null) this.#showTime(prediction, roundTripMs);
    clearTimeout(this.#announceTimer);
  }

  /** Shows that an answer takes its time. */
  showPending() {
    if (!READ.includes(this.#root.dataset.state)) this.#digits.show("…", {}, t("bars.digit"));
    this.#say(TENTATIVE, { headline: t("answer.reading") });
    clearTimeout(this.#announceTimer);
  }

  showFailure(failure) {
    const wording = failureWording(failure);
    // The last answer stays in sight, dimmed: it is still about nearly the same drawing.
    this.#say(failure.kind, wording);
    this.#announce(`${wording.headline}. ${wording.detail}`);
  }

  showRefusal(detail) {
    this.showEmpty();
    this.#say("refused", { headline: t("failed.title"), detail });
    this.#announce(detail);
  }

  /** Looks at one of several digits. */
  pick(index) {
    this.#digits.pick(index);
  }

  #show(state, wording, prediction) {
    this.#say(state, wording);
    this.#digits.show(wording.text, prediction, wording.caption);
  }

  #say(state, { headline, confidence = "", detail = "" }) {
    this.#root.dataset.state = state;
    this.#parts.headline.textContent = headline;
    this.#parts.percent.textContent = confidence;
    this.#parts.detail.textContent = detail;
  }

  #showTime({ elapsed_ms: elapsedMs, isHere }, roundTripMs) {
    this.#parts.time.textContent = isHere ? "" : t("answer.time", {
      compute: milliseconds(elapsedMs),
      total: milliseconds(roundTripMs),
    });
  }

  // A screen reader hears the answer once the drawing rests, not every change on the way.
  #announce(text) {
    clearTimeout(this.#announceTimer);
    this.#announceTimer = setTimeout(() => {
      this.#parts.announcement.textContent = text;
    }, ANNOUNCE_AFTER_MS);
  }
}
