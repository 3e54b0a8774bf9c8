// Sharing without a server: the link has the drawing in itself.

import { t } from "../lib/i18n.js";
import { copyText } from "../lib/clipboard.js";
import { StrokePlayer } from "../drawing/stroke_player.js";
import { fragmentOf, strokesOf } from "./address_drawing.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Opened by its button; it takes what the dialog of a server takes. */
export class ShareDialog {
  #dialog; #link; #problem; #strokes;

  constructor(dialog, button, _api, strokes) {
    this.#dialog = dialog;
    this.#strokes = strokes;
    this.#link = dialog.querySelector("#share-link");
    this.#problem = dialog.querySelector("#share-problem");
    const copy = dialog.querySelector("#share-copy");
    button.addEventListener("click", () => this.#open());
    copy.addEventListener("click", () => this.#copy());
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  }

  async #open() {
    const fragment = await fragmentOf(this.#strokes.visible);
    this.#problem.textContent = fragment === null ? this.#problem.dataset.tooLong : "";
    this.#link.value = fragment === null ? "" : new URL(fragment, location.href).href;
    this.#dialog.showModal();
  }

  async #copy() {
    this.#problem.textContent = t((await copyText(this.#link)) ? "share.copied" : "share.selected");
  }
}

/** Draws what the address has in itself, if it has anything; ended() is called then. */
export async function playAddress(strokes, ended) {
  const shared = await strokesOf(location.hash);
  if (shared === null) return;
  strokes.clear();
  new StrokePlayer(strokes, ended).playLines(shared, calm.matches);
}
