// When an answer is shown, and as what. While a stroke is under way, and until the newest state of the
// drawing is read, an answer is tentative. A digit or number is said as soon as the pen is up; that
// something is none, or unclear, only once the pen has rested: the next stroke may be on its way.

const READING_AFTER_MS = 300;
const REFUSE_AFTER_MS = 400;
const AT_ONCE = new Set(["digit", "number"]);

export class AnswerPace {
  #isDrawing; #view;
  // The last answer, whether it is about all that is drawn, and whether it was shown as final.
  #answer = null; #isCurrent = false; #isFinal = false;
  #liftedAt = -Infinity;
  #settling = null;
  #waiting = null;
  #hasFailed = false;

  /** isDrawing() says whether the pen is down; the view has final(answer), tentative(answer), pending(). */
  constructor(isDrawing, view) {
    this.#isDrawing = isDrawing;
    this.#view = view;
  }

  /** Something new is to be read. */
  asked() {
    this.#isCurrent = false;
    this.#wait();
  }

  /** An answer came, with a prediction; isCurrent unless the drawing has changed since. */
  answered(answer, isCurrent) {
    this.reset();
    this.#answer = answer;
    this.#isCurrent = isCurrent;
    if (!isCurrent) this.#wait();
    this.#decide();
  }

  /** The pen left the paper. */
  lifted() {
    this.#liftedAt = performance.now();
    this.#decide();
  }

  /** Nothing can be read until the next answer comes. */
  failed() {
    this.reset();
    this.#hasFailed = true;
  }

  /** There is nothing to be read. */
  reset() {
    clearTimeout(this.#settling);
    clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#answer = null;
    this.#isFinal = false;
    this.#hasFailed = false;
  }

  #wait() {
    if (this.#hasFailed) return;
    this.#waiting ??= setTimeout(() => this.#view.pending(), READING_AFTER_MS);
  }

  #decide() {
    clearTimeout(this.#settling);
    if (this.#answer === null || this.#isFinal) return;
    const rest = AT_ONCE.has(this.#answer.prediction.status) ? 0 : REFUSE_AFTER_MS;
    const left = this.#liftedAt + rest - performance.now();
    if (this.#isDrawing() || !this.#isCurrent) {
      this.#view.tentative(this.#answer);
    } else if (left > 0) {
      this.#view.tentative(this.#answer);
      this.#settling = setTimeout(() => this.#decide(), left);
    } else {
      this.#isFinal = true;
      this.#view.final(this.#answer);
    }
  }
}
