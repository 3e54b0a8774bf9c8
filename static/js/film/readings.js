// What the network of each epoch read in the drawing: ten bars for one, and all at a glance.

import { Bars } from "../answer/bars.js";
import { svgElement } from "../lib/elements.js";
import { probabilityText, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const DIGITS = 10;

export class Readings {
  #bars; #words; #summary; #svg; #marker;
  #cells = [];
  #readings = null;
  #epochs = [];
  #place = 0;

  /** onPick(place) gets the place of the moment whose column is pressed. */
  constructor(root, onPick) {
    const part = (id) => root.querySelector(`#${id}`);
    this.#bars = new Bars(part("bars"));
    this.#words = part("words");
    this.#summary = part("summary");
    this.#svg = part("cells");
    this.#svg.addEventListener("click", (event) => {
      const { left, width } = this.#svg.getBoundingClientRect();
      const count = this.#cells.length;
      onPick(Math.min(Math.floor(((event.clientX - left) / width) * count), count - 1));
    });
  }

  /** Makes a column for each of some moments, which are epochs by their numbers. */
  prepare(epochs) {
    this.clear();
    this.#epochs = epochs;
    this.#svg.setAttribute("viewBox", `0 0 ${epochs.length} ${DIGITS}`);
    this.#cells = epochs.map((_, place) =>
      Array.from({ length: DIGITS }, (_, digit) =>
        svgElement("rect", { class: "film__cell", x: place, y: digit, width: 1, height: 1 }),
      ),
    );
    const frame = { class: "film__marker", y: 0, width: 1, height: DIGITS };
    this.#marker = svgElement("rect", frame);
    this.#svg.replaceChildren(...this.#cells.flat(), this.#marker);
  }

  show(readings) {
    this.#readings = readings;
    this.#cells.forEach((column, place) => {
      column.forEach((cell, digit) => {
        cell.style.opacity = readings[place][digit].toFixed(3);
      });
    });
    this.#summary.textContent = summary(readings.map(likeliest), this.#epochs);
    this.#draw();
  }

  clear() {
    this.#readings = null;
    this.#bars.clear();
    this.#words.textContent = "";
    this.#summary.textContent = "";
    for (const cell of this.#cells.flat()) cell.style.opacity = 0;
  }

  /** Looks at a moment, by its place. */
  mark(place) {
    this.#place = place;
    this.#marker.setAttribute("x", place);
    this.#draw();
  }

  /** What was read at the moment that is looked at, in words; "" where nothing is drawn. */
  get words() {
    return this.#words.textContent;
  }

  #draw() {
    if (this.#readings === null) return;
    const reading = this.#readings[this.#place];
    this.#bars.show(reading);
    const epoch = this.#epochs[this.#place];
    this.#words.textContent = t(epoch === 0 ? "film.words_first" : "film.words", {
      epoch: whole(epoch),
      epochs: whole(this.#epochs.at(-1)),
      digit: whole(likeliest(reading)),
      share: probabilityText(Math.max(...reading)),
    });
  }
}

function likeliest(reading) {
  return reading.indexOf(Math.max(...reading));
}

/** Since when the network has read what it reads in the end. */
function summary(answers, epochs) {
  const last = answers.at(-1);
  const place = answers.map((answer) => answer !== last).lastIndexOf(true) + 1;
  const words = { first: whole(answers[0]), last: whole(last), epoch: whole(epochs[place]) };
  if (place === 0) return t("film.always", words);
  return t(place < answers.length - 1 ? "film.settled" : "film.undecided", words);
}
