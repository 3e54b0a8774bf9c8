// What the network of each epoch read in the drawing: ten bars for one, and all at a glance.

import { Bars } from "../answer/bars.js";
import { probabilityText, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { svgElement } from "../lib/svg.js";

const DIGITS = 10;

export class Readings {
  #bars; #words; #summary; #svg; #marker;
  #cells = [];
  #readings = null;
  #epoch = 0;

  /** onPick(epoch) gets the epoch whose column is pressed. */
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

  /** Makes a column for each of so many moments. */
  prepare(count) {
    this.#svg.setAttribute("viewBox", `0 0 ${count} ${DIGITS}`);
    this.#cells = Array.from({ length: count }, (_, epoch) =>
      Array.from({ length: DIGITS }, (_, digit) =>
        svgElement("rect", { class: "film__cell", x: epoch, y: digit, width: 1, height: 1 }),
      ),
    );
    const frame = { class: "film__marker", y: 0, width: 1, height: DIGITS };
    this.#marker = svgElement("rect", frame);
    this.#svg.replaceChildren(...this.#cells.flat(), this.#marker);
  }

  show(readings) {
    this.#readings = readings;
    this.#cells.forEach((column, epoch) => {
      column.forEach((cell, digit) => {
        cell.style.opacity = readings[epoch][digit].toFixed(3);
      });
    });
    this.#summary.textContent = summary(readings.map(likeliest));
    this.#draw();
  }

  clear() {
    this.#readings = null;
    this.#bars.clear();
    this.#words.textContent = "";
    this.#summary.textContent = "";
    for (const cell of this.#cells.flat()) cell.style.opacity = 0;
  }

  /** Looks at an epoch. */
  mark(epoch) {
    this.#epoch = epoch;
    this.#marker.setAttribute("x", epoch);
    this.#draw();
  }

  /** What was read after the epoch that is looked at, in words; "" where nothing is drawn. */
  get words() {
    return this.#words.textContent;
  }

  #draw() {
    if (this.#readings === null) return;
    const reading = this.#readings[this.#epoch];
    this.#bars.show(reading);
    const key = this.#epoch === 0 ? "film.words_first" : "film.words";
    this.#words.textContent = t(key, {
      epoch: whole(this.#epoch),
      epochs: whole(this.#readings.length - 1),
      digit: whole(likeliest(reading)),
      share: probabilityText(Math.max(...reading)),
    });
  }
}

function likeliest(reading) {
  return reading.indexOf(Math.max(...reading));
}

/** Since when the network has read what it reads in the end. */
function summary(answers) {
  const last = answers.at(-1);
  const others = answers.map((answer) => answer !== last);
  const epoch = others.lastIndexOf(true) + 1;
  const numbers = { first: whole(answers[0]), last: whole(last), epoch: whole(epoch) };
  if (epoch === 0) return t("film.always", numbers);
  return t(epoch < answers.length - 1 ? "film.settled" : "film.undecided", numbers);
}
