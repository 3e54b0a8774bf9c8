// Asks for an answer while the drawing changes: at most one question at a time and ten a second,
// always the latest drawing, and never an older answer after a newer one.

import { ApiError, Unreachable } from "../api/errors.js";

// A tenth of a second, and what a busy browser may take to begin with one question but not the next.
const INTERVAL_MS = 130;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 4000;

export const Failure = Object.freeze({
  OFFLINE: "offline",
  BUSY: "busy",
  SERVER: "server",
  REFUSED: "refused",
  BROKEN: "broken",
});

export class PredictionLoop {
  #predict; #listener;
  #wanted = null;
  #flight = null;
  #timer = null;
  #notBefore = 0;
  #failures = 0;

  /**
   * predict(question, signal) asks the server; the listener has answered(prediction, roundTripMs,
   * question, isCurrent), failed({ kind, error, retryMs }) and emptied().
   */
  constructor(predict, listener) {
    this.#predict = predict;
    this.#listener = listener;
    addEventListener("online", () => this.#retryNow());
  }

  /** What is to be read from now on: a function that gives a question, or null for nothing. */
  ask(makeQuestion) {
    this.#wanted = makeQuestion;
    this.#schedule();
  }

  /** Nothing is to be read: no question goes out any more and no answer is shown. */
  stop() {
    this.#wanted = null;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#flight?.abort();
    this.#failures = 0;
    this.#listener.emptied();
  }

  #schedule() {
    if (this.#flight !== null || this.#timer !== null || this.#wanted === null) return;
    const wait = Math.max(0, this.#notBefore - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#send();
    }, wait);
  }

  async #send() {
    const flight = new AbortController();
    const makeQuestion = this.#wanted;
    this.#flight = flight;
    this.#wanted = null;
    try {
      const question = await makeQuestion();
      if (flight.signal.aborted) return;
      if (question === null) {
        this.#listener.emptied();
        return;
      }
      const started = performance.now();
      this.#notBefore = started + INTERVAL_MS;
      const prediction = await this.#predict(question, flight.signal);
      if (flight.signal.aborted) return;
      this.#failures = 0;
      const isCurrent = this.#wanted === null;
      this.#listener.answered(prediction, performance.now() - started, question, isCurrent);
    } catch (error) {
      if (!flight.signal.aborted) this.#handle(error, makeQuestion);
    } finally {
      this.#flight = null;
      this.#schedule();
    }
  }

  #handle(error, makeQuestion) {
    const kind = failureKind(error);
    if (kind === Failure.BROKEN) console.error(error);
    // The same question would end the same way.
    if (kind === Failure.REFUSED || kind === Failure.BROKEN) {
      this.#failures = 0;
      this.#listener.failed({ kind, error, retryMs: null });
      return;
    }
    const retryMs = this.#delay(error);
    this.#failures += 1;
    this.#notBefore = performance.now() + retryMs;
    // A newer drawing, if there is one by now, goes out instead of the one that failed.
    this.#wanted ??= makeQuestion;
    this.#listener.failed({ kind, error, retryMs });
  }

  #delay(error) {
    if (error.retryAfterS) return error.retryAfterS * 1000;
    return Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS);
  }

  #retryNow() {
    this.#notBefore = 0;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#schedule();
  }
}

function failureKind(error) {
  if (error instanceof Unreachable) return Failure.OFFLINE;
  if (!(error instanceof ApiError)) return Failure.BROKEN;
  if (error.status === 429 || error.status === 503) return Failure.BUSY;
  return error.passing ? Failure.SERVER : Failure.REFUSED;
}
