// The pictures of the collection: one is at hand, one key decides over it, and the next one is at hand.

import { setText } from "../lib/elements.js";
import { t } from "../lib/i18n.js";

const DECISIONS = { a: "accepted", r: "rejected", u: "pending" };
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export class Gallery {
  #list; #judge; #said;
  // Decisions over one picture reach the server in the order in which they were made.
  #pending = new Map();

  /** judge(id, state) and said(text, isFailure) tell others. */
  constructor(list, judge, said) {
    this.#list = list;
    this.#judge = judge;
    this.#said = said;
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("click", (event) => this.#click(event));
    list.addEventListener("focusin", ({ target }) => this.#mark(target.closest("[data-correction]")));
    for (const button of list.querySelectorAll("button")) button.disabled = false;
  }

  get #cards() {
    return [...this.#list.querySelectorAll("[data-correction]")];
  }

  #key(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const card = target.closest("[data-correction]");
    const state = DECISIONS[key.toLowerCase()];
    if (state !== undefined) {
      this.#decide(card, state);
      this.#go(card, state === "pending" ? 0 : 1);
    } else if (key in STEPS) {
      this.#go(card, STEPS[key]);
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      this.#go(card, (key === "ArrowDown" ? 1 : -1) * this.#columns());
    } else if (key === "Home" || key === "End") {
      this.#cards.at(key === "Home" ? 0 : -1).focus();
    } else {
      return;
    }
    event.preventDefault();
  }

  #click({ target }) {
    const button = target.closest("button");
    if (button) this.#decide(button.closest("[data-correction]"), button.value);
  }

  #go(card, step) {
    const cards = this.#cards;
    cards[cards.indexOf(card) + step]?.focus();
  }

  // How many pictures stand side by side.
  #columns() {
    const [first, ...others] = this.#cards.map((card) => card.getBoundingClientRect().top);
    const next = others.findIndex((top) => top > first);
    return next < 0 ? others.length + 1 : next + 1;
  }

  // Tab leads to the picture that was looked at last.
  #mark(marked) {
    if (marked === null) return;
    for (const card of this.#cards) card.tabIndex = card === marked ? 0 : -1;
  }

  #decide(card, state) {
    const before = card.dataset.state;
    if (before === state) return;
    const id = card.dataset.correction;
    this.#show(card, state);
    const send = () => this.#judge(id, state);
    const sent = (this.#pending.get(id) ?? Promise.resolve()).then(send).then(
      () => this.#said(t(`collection.${state}`), false),
      (error) => {
        if (card.dataset.state === state) this.#show(card, before);
        this.#said(error, true);
      },
    );
    this.#pending.set(id, sent);
  }

  #show(card, state) {
    card.dataset.state = state;
    setText(card.querySelector("[data-part=state]"), t(`collection.${state}`));
    for (const button of card.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === state));
    }
  }
}
