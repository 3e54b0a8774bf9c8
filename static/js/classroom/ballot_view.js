// Voting: a drawing of somebody else's, and ten buttons and one more for what one reads in it.

import { failureText } from "../api/errors.js";
import { setText } from "../lib/elements.js";
import { t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";
import { readingWords } from "./words.js";

export class BallotView {
  #parts; #source;
  #drawing = null;
  #isAsking = false;

  /** source has ballot() and vote(drawing, digit), both promises. */
  constructor(root, source) {
    const part = (selector) => root.querySelector(selector);
    this.#parts = { picture: part("img"), choice: part("#ballot-digits"), state: part("#ballot-state") };
    this.#source = source;
    this.#parts.choice.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) this.#vote(button.value === "" ? null : Number(button.value));
    });
  }

  /** Asks for a drawing, unless there is one that waits for a vote. */
  async look() {
    if (this.#drawing !== null || this.#isAsking) return;
    this.#isAsking = true;
    try {
      this.#show(await this.#source.ballot());
    } catch (error) {
      this.#say(failureText(error));
    } finally {
      this.#isAsking = false;
    }
  }

  async #vote(digit) {
    if (this.#drawing === null || this.#isAsking) return;
    this.#isAsking = true;
    try {
      const { label, ...told } = await this.#source.vote(this.#drawing, digit);
      this.#say(`${t("room.vote.meant", { label })} ${readingWords(told)}`);
      this.#drawing = null;
      this.#show(await this.#source.ballot(), true);
    } catch (error) {
      this.#drawing = null;
      this.#say(failureText(error));
    } finally {
      this.#isAsking = false;
    }
  }

  #show({ drawing, picture }, keepsWords = false) {
    this.#drawing = drawing;
    this.#parts.picture.hidden = drawing === null;
    this.#parts.choice.hidden = drawing === null;
    if (drawing !== null) this.#parts.picture.src = pngAddress(picture);
    if (drawing === null && !keepsWords) this.#say(t("room.vote.none"));
    if (drawing !== null && !keepsWords) this.#say("");
  }

  #say(text) {
    setText(this.#parts.state, text);
  }
}
