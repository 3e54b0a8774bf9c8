// A section of the page that asks the server about the drawing: only while it is in sight, or nearly.

import { PredictionLoop } from "../answer/prediction_loop.js";
import { failureWords } from "../inside/failure_words.js";

const NEARLY = "160px";

export class Topic {
  #root; #state; #loop; #view;
  #question = null;
  #isAsked = true;
  #isInSight = false;

  /**
   * ask(question, signal) asks the server; the view has show(answer, question) and clear(). The
   * root's .why__state says what keeps an answer from coming.
   */
  constructor(root, ask, view) {
    this.#root = root;
    this.#view = view;
    this.#state = root.querySelector(".why__state");
    this.#loop = new PredictionLoop(ask, {
      answered: (answer, _ms, question) => this.#take(answer, question),
      emptied: () => this.#empty(),
      failed: (failure) => this.#settle(failureWords(failure)),
    });
    new IntersectionObserver((entries) => this.#look(entries.at(-1).isIntersecting), {
      rootMargin: NEARLY,
    }).observe(root);
  }

  /** From now on it is about this; null where there is nothing to be asked. */
  follow(question) {
    this.#question = question;
    this.#isAsked = false;
    if (question === null) this.#loop.stop();
    else this.disturb();
    this.#ask();
  }

  /** What is shown no longer fits, and what does comes soon. */
  disturb() {
    this.#root.setAttribute("aria-busy", "true");
  }

  #look(isInSight) {
    this.#isInSight = isInSight;
    this.#ask();
  }

  #ask() {
    if (this.#isAsked || !this.#isInSight || this.#question === null) return;
    this.#isAsked = true;
    const question = this.#question;
    this.#loop.ask(async () => question);
  }

  #take(answer, question) {
    if (question !== this.#question) return;
    this.#view.show(answer, question);
    this.#settle("");
  }

  #empty() {
    this.#view.clear();
    this.#settle("");
  }

  #settle(state) {
    this.#root.removeAttribute("aria-busy");
    this.#state.textContent = state;
  }
}
