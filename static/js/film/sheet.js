// The first weights of each unit as pictures, all on one sheet for each epoch.

import { figure, whole } from "../lib/format.js";
import { joinSentences, t } from "../lib/i18n.js";

const DIGITS = 2;

export class Sheet {
  #image; #note; #lowest; #highest; #addressOf;
  #film = null;
  #wanted = null;

  /** addressOf(film, epoch, kind) is where a sheet is. */
  constructor(root, addressOf) {
    const part = (id) => root.querySelector(`#${id}`);
    this.#image = part("sheet");
    this.#note = part("sheet-note");
    this.#lowest = part("sheet-lowest");
    this.#highest = part("sheet-highest");
    this.#addressOf = addressOf;
  }

  prepare(film) {
    this.#film = film;
    this.#image.width = film.sheet.width;
    this.#image.height = film.sheet.height;
  }

  /** Shows a moment's sheet of a kind, "weights" or "changes". The one before stays until then. */
  async show(place, kind) {
    const { id, sheet, frames } = this.#film;
    const extreme = Number(sheet[`${kind}_limit`].toPrecision(DIGITS));
    const numbers = { shown: whole(sheet.shown), units: whole(sheet.units) };
    const sentences = [t(`film.${kind}`)];
    if (sheet.shown < sheet.units) sentences.push(t("film.shown", numbers));
    this.#note.textContent = joinSentences(sentences);
    this.#lowest.textContent = figure(-extreme);
    this.#highest.textContent = figure(extreme);
    const next = new Image();
    next.src = this.#addressOf(id, frames[place].epoch, kind);
    this.#wanted = next;
    try {
      await next.decode();
    } catch {
      return; // out of reach: the drawing's own readings are told of
    }
    if (this.#wanted === next) this.#image.src = next.src;
  }
}
