// What can be done with a shared drawing: pass on its link, save it, delete it.

import { ApiError } from "../api/errors.js";
import { copyText } from "../lib/clipboard.js";
import { t } from "../lib/i18n.js";
import { siteAddress } from "../lib/site.js";
import { forgetKey, keyOf, withKey } from "./drawing_keys.js";

const DRAWINGS = siteAddress("d/");
const EMBEDDED = { width: 420, height: 600 };

export class SharePanel {
  #parts; #states; #api; #ask; #deleted; #site; #id;

  /**
   * Deletes through api once ask(), a promise, is true, and calls deleted() then. The owner may
   * delete any drawing.
   */
  constructor(root, api, { ask = async () => true, deleted, isOwner = false }) {
    const part = (id) => root.querySelector(`#share-${id}`);
    this.#api = api;
    this.#ask = ask;
    this.#deleted = deleted;
    // As others reach it, to be passed on: the server may know the site by another name.
    this.#site = root.querySelector("#share-link").dataset.site;
    this.#parts = {
      link: part("link"),
      picture: part("picture"),
      sheet: part("sheet"),
      qr: part("qr"),
      code: part("code"),
      keyLink: part("key-link"),
      remove: part("delete"),
    };
    // What came of a button stands below it.
    this.#states = {
      link: part("state"),
      code: part("code-state"),
      key: part("key-state"),
      remove: part("delete-state"),
    };
    this.isOwner = isOwner;
    const { link, code, sheet, qr, remove } = this.#parts;
    part("copy").addEventListener("click", () => this.#copy(link, this.#states.link));
    part("embed").querySelector("button").addEventListener("click", () => this.#copy(code, this.#states.code));
    part("key").querySelector("button").addEventListener("click", () => this.#copy(this.#parts.keyLink, this.#states.key));
    link.addEventListener("focus", () => link.select());
    sheet.addEventListener("click", () => this.#openSheet());
    remove.addEventListener("click", () => this.#remove());
    // Asked for only by those who want to see it.
    qr.addEventListener("toggle", () => this.#showQr());
  }

  show(id) {
    this.#id = id;
    const { link, picture, sheet, qr, code } = this.#parts;
    const { width, height } = EMBEDDED;
    const passedOn = new URL(`d/${id}`, this.#site).href;
    link.value = passedOn;
    picture.href = `${addressOf(id)}/picture.png`;
    code.value = `<iframe src="${passedOn}/embed" width="${width}" height="${height}" title="${t("share.title")}"></iframe>`;
    sheet.hidden = !navigator.canShare?.({ url: link.value });
    this.#showKey(passedOn, keyOf(id));
    Object.values(this.#states).forEach((state) => (state.textContent = ""));
    qr.open = false;
  }

  // The owner needs no key.
  #showKey(address, key) {
    const { keyLink, remove } = this.#parts;
    remove.hidden = !this.isOwner && key === null;
    keyLink.closest("details").hidden = key === null;
    keyLink.value = key === null ? "" : withKey(address, key);
  }

  #showQr() {
    const { qr } = this.#parts;
    if (qr.open) qr.querySelector("img").src = `${addressOf(this.#id)}/qr.svg`;
  }

  async #copy(field, state) {
    const copied = await copyText(field);
    state.textContent = t(copied ? "share.copied" : "share.selected");
  }

  async #openSheet() {
    try {
      await navigator.share({ title: t("share.title"), url: this.#parts.link.value });
    } catch {
      // Closed again by whoever opened it.
    }
  }

  async #remove() {
    const { remove } = this.#parts;
    if (!(await this.#ask())) return;
    remove.disabled = true;
    try {
      await this.#api.deleteDrawing(this.#id, keyOf(this.#id));
    } catch (error) {
      // One that is gone already need not be deleted again.
      if (!(error instanceof ApiError && error.status === 404)) {
        this.#states.remove.textContent = error instanceof ApiError ? error.message : t("share.offline");
        return;
      }
    } finally {
      remove.disabled = false;
    }
    forgetKey(this.#id);
    this.#deleted();
  }
}

/** The address of a drawing's page. */
export function addressOf(id) {
  return new URL(id, DRAWINGS).href;
}
