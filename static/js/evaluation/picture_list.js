// Test digits with what they were read as: the pictures behind a cell, or the worst mistakes.

import { confidenceText, whole } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";

const SHOWN_PROBABILITIES = 3;
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));
const ONE_RUN = { name, describe, readings: likeliest, isMarked: () => false };

export class PictureList {
  #title; #list; #kind;

  /**
   * kind says what is told of a picture, otherwise that of one network: name(picture), what it is;
   * describe(picture), the same and how it was read, in words, both with classes by their names;
   * readings(picture) as [{ digit, share, mark }], where mark is an element, if any; and
   * isMarked(picture).
   */
  constructor(root, kind = ONE_RUN) {
    this.#title = root.querySelector("h3");
    this.#list = root.querySelector("ul");
    this.#kind = kind;
  }

  /**
   * total is how many there are, of which pictures are the first; title says what they are, and
   * classes what those are called that they are of.
   */
  show(title, { total, pictures }, classes = DIGITS) {
    this.#title.textContent =
      pictures.length < total
        ? tn("pictures.first", pictures.length, { title, total: whole(total) })
        : title;
    this.#list.replaceChildren(...pictures.map((picture) => item(picture, this.#kind, classes)));
  }
}

function item(digit, { name, describe, readings, isMarked }, classes) {
  const named = nameClasses(digit, classes);
  const { label, picture } = digit;
  const entry = document.createElement("li");
  entry.className = isMarked(digit) ? "picture picture--marked" : "picture";
  const image = new Image(56, 56);
  image.src = pngAddress(picture);
  image.alt = describe(named);
  image.loading = "lazy";
  const about = document.createElement("div");
  const heading = document.createElement("p");
  heading.className = "picture__name";
  heading.textContent = name(named);
  const table = document.createElement("dl");
  for (const { digit: read, share, mark } of readings(digit)) {
    const term = document.createElement("dt");
    const description = document.createElement("dd");
    term.append(...(mark ? [mark] : []), classes[read]);
    term.classList.toggle("picture__label", read === label);
    description.textContent = confidenceText(share);
    table.append(term, description);
  }
  about.append(heading, table);
  entry.append(image, about);
  return entry;
}

/** What has a label and an answer by their numbers, as { label, answer } by their names. */
export function nameClasses({ label, answer, against, ...rest }, classes) {
  const other = against && { ...against, answer: classes[against.answer] };
  return { ...rest, label: classes[label], answer: classes[answer], against: other };
}

// The truth first: "5, read as 9".
function name({ label, answer }) {
  return label === answer ? t("sample.alt", { label }) : t("pictures.mistake", { label, answer });
}

function describe({ label, answer, confidence }) {
  return t("pictures.alt", { label, answer, confidence: confidenceText(confidence) });
}

function likeliest({ probabilities }) {
  return probabilities
    .map((share, digit) => ({ share, digit }))
    .sort((a, b) => b.share - a.share)
    .slice(0, SHOWN_PROBABILITIES);
}
