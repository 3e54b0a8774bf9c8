// Which epoch is looked at: a slider, and a button that runs through all of them.

import { whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const FRAME_MS = 350;

export class Player {
  #slider; #output; #button; #name; #onMove;
  #timer = null;
  #epochs = [];

  /** onMove(place) gets the place of the moment that is looked at, from 0. */
  constructor(root, onMove) {
    const part = (id) => root.querySelector(`#${id}`);
    this.#slider = part("epoch");
    this.#output = part("epoch-number");
    this.#button = part("play");
    this.#name = part("play-name");
    this.#onMove = onMove;
    this.#slider.addEventListener("input", () => {
      this.#stop();
      this.#moved();
    });
    this.#button.addEventListener("click", () => (this.#timer ? this.#stop() : this.#play()));
  }

  get place() {
    return this.#slider.valueAsNumber;
  }

  /** Begins with the last of some moments, which are epochs by their numbers. */
  start(epochs) {
    this.#stop();
    this.#epochs = epochs;
    this.#slider.max = epochs.length - 1;
    this.#slider.value = epochs.length - 1;
    this.#button.disabled = false;
    this.#moved();
  }

  /** Looks at a moment, as if the slider had been moved there. */
  goTo(place) {
    this.#stop();
    this.#slider.value = place;
    this.#moved();
  }

  /** What a screen reader says of the place of the slider. */
  describe(words) {
    this.#slider.setAttribute("aria-valuetext", words);
  }

  get #isAtEnd() {
    return this.place >= Number(this.#slider.max);
  }

  #play() {
    if (this.#isAtEnd) {
      this.#slider.value = 0;
      this.#moved();
    }
    this.#timer = setInterval(() => {
      this.#slider.value = this.place + 1;
      this.#moved();
      if (this.#isAtEnd) this.#stop();
    }, FRAME_MS);
    this.#showState();
  }

  #stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#showState();
  }

  #showState() {
    this.#button.classList.toggle("film__play--playing", this.#timer !== null);
    this.#name.textContent = t(this.#timer === null ? "film.play" : "film.pause");
  }

  #moved() {
    const numbers = {
      epoch: whole(this.#epochs[this.place]),
      epochs: whole(this.#epochs.at(-1)),
    };
    this.#output.textContent = t("film.epoch", numbers);
    this.#onMove(this.place);
  }
}
