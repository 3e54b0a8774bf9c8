// The wall's cards: a drawing each, with what it was to be and what was read.

import { confidenceText } from "../lib/format.js";
import { element, newButton } from "../lib/elements.js";
import { t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";
import { shortReading } from "./words.js";

const SIDE = 112;

/** The picture of a drawing, and in words what it is. */
export function pictureOf(drawing) {
  const image = new Image(SIDE, SIDE);
  image.className = "card__picture";
  image.src = pngAddress(drawing.picture);
  image.alt = describe(drawing);
  return image;
}

/** "4, read as 9, 87%", or without what it was to be where nobody knows. */
export function describe(drawing) {
  const values = {
    label: drawing.label,
    answer: shortReading(drawing),
    confidence: confidenceText(drawing.confidence),
  };
  return t(drawing.label === null ? "room.card.free" : "room.card.labelled", values);
}

export class Cards {
  #list; #hide;
  #cards = new Map();
  #chosen = null;
  #isIncomplete = false;

  /** hide(drawing) is called by the owner's buttons; without it there are none. */
  constructor(list, hide = null) {
    this.#list = list;
    this.#hide = hide;
  }

  /** The highest number whose picture is known; 0 while one is missing. */
  get known() {
    return this.#isIncomplete ? 0 : Math.max(0, ...this.#cards.keys());
  }

  /** drawings are the latest, the newest first; those that are new have a picture. */
  show(drawings) {
    const numbers = new Set(drawings.map(({ number }) => number));
    for (const [number, card] of this.#cards) {
      if (numbers.has(number)) continue;
      card.remove();
      this.#cards.delete(number);
    }
    this.#isIncomplete = drawings.some(({ number, picture }) => !this.#cards.has(number) && !picture);
    let next = this.#list.firstElementChild;
    for (const drawing of drawings) {
      const card = this.#cards.get(drawing.number) ?? this.#add(drawing, next);
      if (card === null) continue;
      vote(card, drawing);
      next = card.nextElementSibling;
    }
  }

  /** Marks the drawings of a cell, { label, answer }, and none where it is null. */
  choose(cell) {
    this.#chosen = cell;
    this.#list.classList.toggle("cards--chosen", cell !== null);
    for (const card of this.#cards.values()) this.#mark(card);
  }

  #add(drawing, next) {
    if (!drawing.picture) return null;
    const card = element("li", "card");
    card.dataset.number = drawing.number;
    card.dataset.label = drawing.label ?? "";
    card.dataset.answer = drawing.answer ?? "";
    const isWrong = drawing.label !== null && drawing.answer !== drawing.label;
    card.classList.toggle("card--wrong", isWrong && drawing.target === null);
    const read = element("p", "card__read");
    if (drawing.label !== null) read.append(element("span", "card__label", `${drawing.label} → `));
    read.append(element("strong", "", shortReading(drawing)), element("span", "card__votes"));
    read.setAttribute("aria-hidden", "true");
    card.append(pictureOf(drawing), read);
    if (this.#hide) card.append(this.#hideButton(drawing));
    this.#list.insertBefore(card, next);
    this.#cards.set(drawing.number, card);
    this.#mark(card);
    return card;
  }

  #hideButton(drawing) {
    const button = newButton("card__hide", "×");
    button.title = t("room.hide");
    button.setAttribute("aria-label", t("room.hide.number", drawing));
    button.addEventListener("click", () => this.#hide(drawing));
    return button;
  }

  #mark(card) {
    const { label, answer } = this.#chosen ?? {};
    const isMeant = card.dataset.label === String(label) && card.dataset.answer === String(answer);
    card.classList.toggle("card--meant", isMeant);
  }
}

// How many of those who voted read what was meant.
function vote(card, { votes, right_votes: right }) {
  const text = votes > 0 ? t("room.card.votes", { right, votes }) : "";
  const part = card.querySelector(".card__votes");
  if (part.textContent !== text) part.textContent = text;
}
