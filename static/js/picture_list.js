// Test digits with what they were read as: the pictures behind a cell, or the worst mistakes.

import { percent } from "./format.js";
import { t, tn } from "./i18n.js";

const SHOWN_PROBABILITIES = 3;

export class PictureList {
  #title; #list;

  constructor(root) {
    this.#title = root.querySelector("h3");
    this.#list = root.querySelector("ul");
  }

  /** total is how many there are, of which pictures are the first; title says what they are. */
  show(title, { total, pictures }) {
    this.#title.textContent =
      pictures.length < total ? tn("pictures.first", pictures.length, { title, total }) : title;
    this.#list.replaceChildren(...pictures.map(item));
  }
}

function item({ label, answer, confidence, probabilities, picture }) {
  const entry = document.createElement("li");
  entry.className = label === answer ? "picture" : "picture picture--wrong";
  const image = new Image(56, 56);
  image.src = `data:image/png;base64,${picture}`;
  image.alt = t("pictures.alt", { label, answer, confidence: percent(confidence) });
  image.loading = "lazy";
  const likeliest = probabilities
    .map((probability, digit) => ({ probability, digit }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, SHOWN_PROBABILITIES);
  const table = document.createElement("dl");
  for (const { probability, digit } of likeliest) {
    const term = document.createElement("dt");
    const description = document.createElement("dd");
    term.textContent = digit;
    term.classList.toggle("picture__label", digit === label);
    description.textContent = percent(probability);
    table.append(term, description);
  }
  entry.append(image, table);
  return entry;
}
