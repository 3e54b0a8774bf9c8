// "Wrong?": says what is kept of the drawing and why, asks what it was, and takes it back again.

import { MAX_STROKES, sharedStrokes } from "../ink/sent_strokes.js";
import { t } from "../lib/i18n.js";
import { contributor, forgetContributorOfNothing, keepGiven, takeBack } from "./given.js";

const TOO_MANY = 429;

export class CorrectionDialog {
  #api; #strokes;
  #dialog = null;
  #place = null;
  // What was given for the drawing as it is now, by the place of its digit.
  #given = new Map();

  constructor(api, strokes) {
    this.#api = api;
    this.#strokes = strokes;
    strokes.addEventListener("change", () => this.#given.clear());
  }

  /** Asks about the digit at a place among so many, or about all that is drawn where that is one. */
  async open(count, place) {
    this.#dialog ??= await this.#load();
    this.#place = count > 1 ? place : null;
    const which = this.#part("which");
    which.hidden = count < 2;
    which.textContent = t("bars.of_number", { place: place + 1, count });
    this.#show();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  async #load() {
    const text = await this.#api.correctionDialog();
    const dialog = new DOMParser().parseFromString(text, "text/html").querySelector("dialog");
    const styles = dialog.querySelector("link");
    const isStyled = new Promise((resolve) => {
      styles.addEventListener("load", resolve, { once: true });
      styles.addEventListener("error", resolve, { once: true });
    });
    document.body.append(dialog);
    await isStyled;
    dialog.addEventListener("click", ({ target }) => this.#click(target.closest("button")));
    return dialog;
  }

  #part(name) {
    return this.#dialog.querySelector(`[data-part="${name}"]`);
  }

  #click(button) {
    if (button === null) return;
    if (button.name === "label") this.#give(button.value);
    else if (button.name === "back") this.#takeBack();
    else this.#dialog.close();
  }

  #show(message = "") {
    const isGiven = this.#given.has(this.#place);
    this.#part("question").hidden = isGiven;
    this.#part("thanks").hidden = !isGiven;
    this.#part("state").textContent = message;
  }

  async #give(value) {
    const strokes = sharedStrokes(this.#strokes.visible);
    if (strokes.length > MAX_STROKES) {
      this.#show(t("share.strokes", { count: MAX_STROKES }));
      return;
    }
    const place = this.#place;
    await this.#attempt(async () => {
      const label = value === "" ? null : Number(value);
      const sent = { strokes, label, place, contributor: contributor() };
      const { id, key } = await this.#api.giveCorrection(sent);
      keepGiven(id, key);
      this.#given.set(place, id);
      this.#show();
      this.#part("title").focus();
    });
    forgetContributorOfNothing();
  }

  async #takeBack() {
    await this.#attempt(async () => {
      await takeBack(this.#api, this.#given.get(this.#place));
      this.#given.delete(this.#place);
      this.#show(this.#dialog.dataset.takenBack);
      this.#dialog.querySelector("[name=label]").focus();
    });
  }

  async #attempt(action) {
    const buttons = this.#dialog.querySelectorAll("button[name]");
    for (const button of buttons) button.disabled = true;
    this.#part("state").textContent = "";
    try {
      await action();
    } catch (error) {
      this.#part("state").textContent = reason(error);
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }
}

function reason(error) {
  if (error.status === undefined) return t("share.offline");
  return error.status === TOO_MANY ? t("share.busy") : error.reason;
}
