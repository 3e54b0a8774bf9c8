// Asks again and again: at an interval while all is well, more slowly after failures, as the server
// says where it is busy, and not while the page is in the background.

const LONGEST_INTERVAL_MS = 16_000;

export class Poll {
  #ask; #failed; #intervalMs;
  #timer = null;
  #busy = false;
  #failures = 0;
  #isStopped = false;

  /** ask() is a promise, and failed(error) is told what it throws. */
  constructor(ask, failed, intervalMs) {
    this.#ask = ask;
    this.#failed = failed;
    this.#intervalMs = intervalMs;
  }

  start() {
    document.addEventListener("visibilitychange", () => this.hurry());
    addEventListener("online", () => this.hurry());
    this.#poll();
  }

  /** Asks at once, unless it is asking already. */
  hurry() {
    if (document.hidden || this.#busy || this.#isStopped) return;
    this.#poll();
  }

  /** Asks no more. */
  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #poll() {
    clearTimeout(this.#timer);
    this.#busy = true;
    let wait = this.#intervalMs;
    try {
      await this.#ask();
      this.#failures = 0;
    } catch (error) {
      wait = this.#delay(error);
      this.#failures += 1;
      this.#failed(error);
    } finally {
      this.#busy = false;
    }
    if (!this.#isStopped) this.#timer = setTimeout(() => this.hurry(), wait);
  }

  #delay({ retryAfterS }) {
    if (retryAfterS) return retryAfterS * 1000;
    return Math.min(this.#intervalMs * 2 ** this.#failures, LONGEST_INTERVAL_MS);
  }
}
