// Sharing the drawing on the paper: says what that means, makes a link, and gives it.

import { MAX_STROKES, sharedStrokes } from "../ink/sent_strokes.js";
import { ApiError } from "../api/errors.js";
import { t } from "../lib/i18n.js";
import { keepKey } from "./drawing_keys.js";
import { addressOf, SharePanel } from "./share_panel.js";

const TOO_MANY = 429;

export class ShareDialog {
  #dialog; #api; #strokes; #panel; #parts;
  #shared = null;

  constructor(dialog, button, api, strokes) {
    const part = (id) => dialog.querySelector(`#share-${id}`);
    this.#dialog = dialog;
    this.#api = api;
    this.#strokes = strokes;
    this.#parts = {
      question: part("question"),
      answer: part("answer"),
      now: part("now"),
      open: part("open"),
      problem: part("problem"),
    };
    this.#panel = new SharePanel(dialog, api, { deleted: () => this.#showDeleted() });
    button.addEventListener("click", () => this.#open());
    this.#parts.now.addEventListener("click", () => this.#share());
    for (const close of dialog.querySelectorAll("[data-close]")) {
      close.addEventListener("click", () => dialog.close());
    }
    // The drawing has changed: what is shared next is another one.
    strokes.addEventListener("change", () => {
      this.#shared = null;
    });
  }

  #open() {
    this.#show(this.#shared);
    this.#dialog.showModal();
  }

  #show(id) {
    const { question, answer, open, problem } = this.#parts;
    question.hidden = id !== null;
    answer.hidden = id === null;
    problem.textContent = "";
    if (id === null) return;
    this.#panel.show(id);
    open.href = addressOf(id);
  }

  async #share() {
    const { now, problem } = this.#parts;
    const strokes = sharedStrokes(this.#strokes.visible);
    if (strokes.length > MAX_STROKES) {
      problem.textContent = t("share.strokes", { count: MAX_STROKES });
      return;
    }
    now.disabled = true;
    problem.textContent = t("share.going");
    try {
      const { id, key } = await this.#api.shareDrawing(strokes);
      keepKey(id, key);
      this.#shared = id;
      this.#show(id);
      this.#dialog.querySelector("#share-copy").focus();
    } catch (error) {
      problem.textContent = reason(error);
    } finally {
      now.disabled = false;
    }
  }

  #showDeleted() {
    this.#shared = null;
    this.#show(null);
    this.#parts.problem.textContent = t("share.deleted");
  }
}

function reason(error) {
  if (!(error instanceof ApiError)) return t("share.offline");
  return error.status === TOO_MANY ? t("share.busy") : error.reason;
}
