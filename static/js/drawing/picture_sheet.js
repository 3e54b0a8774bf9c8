// A chosen picture on the paper, with its tools: turned, and read whole or in part.

import { CropFrame } from "./crop_frame.js";
import { WHOLE } from "./picture_part.js";

export class PictureSheet {
  #parts; #frame; #read;
  #picture = null;
  #marked = null;

  /** read(makeQuestion) has the picture, or its part, read. */
  constructor(root, read) {
    this.#read = read;
    const part = (id) => root.querySelector(`#${id}`);
    this.#parts = {
      image: part("picture"),
      penTools: part("pen-tools"),
      pictureTools: part("picture-tools"),
      crop: part("crop"),
      whole: part("whole"),
      box: part("crop-box"),
    };
    const { crop, whole, box } = this.#parts;
    const elements = { paper: part("paper"), layer: part("crop-layer"), status: part("crop-status") };
    this.#frame = new CropFrame({ ...elements, box }, {
      changed: (marked) => this.#mark(marked),
      read: (marked) => this.#readPart(marked),
      givenUp: () => this.giveUp(),
    });
    part("turn-left").addEventListener("click", () => this.#turn((picture) => picture.turnLeft()));
    part("turn-right").addEventListener("click", () => this.#turn((picture) => picture.turnRight()));
    crop.addEventListener("click", () => this.#frame.focus());
    whole.addEventListener("click", () => this.giveUp());
  }

  get isShown() {
    return this.#picture !== null;
  }

  show(picture) {
    this.hide();
    this.#picture = picture;
    this.#parts.image.src = URL.createObjectURL(picture.content);
    this.#refresh();
    this.#ask();
  }

  hide() {
    if (!this.isShown) return;
    URL.revokeObjectURL(this.#parts.image.src);
    this.#parts.image.removeAttribute("src");
    this.#picture = null;
    this.#frame.hide();
    this.#refresh();
  }

  /** Marks a part of the picture and reads it alone. */
  readPart(part) {
    this.#readPart(part);
    this.#frame.focus();
  }

  /** Reads the whole picture again; returns false where no part of it is marked. */
  giveUp() {
    if (this.#marked === null) return false;
    const { crop, whole, box } = this.#parts;
    const hadFocus = [whole, box].includes(document.activeElement);
    const wasRead = !this.#picture.isWhole;
    this.#picture.part = WHOLE;
    this.#refresh();
    // What had it is gone.
    if (hadFocus) crop.focus({ preventScroll: true });
    if (wasRead) this.#ask();
    return true;
  }

  #mark(part) {
    this.#marked = part;
    this.#parts.whole.disabled = part === null;
  }

  #readPart(part) {
    this.#picture.part = part;
    this.#refresh();
    this.#ask();
  }

  #turn(turn) {
    this.#picture.part = this.#marked ?? WHOLE;
    turn(this.#picture);
    this.#refresh();
    this.#ask();
  }

  #refresh() {
    const { image, penTools, pictureTools } = this.#parts;
    const picture = this.#picture;
    image.hidden = picture === null;
    penTools.hidden = picture !== null;
    pictureTools.hidden = picture === null;
    if (picture === null) return;
    image.dataset.turns = picture.turns;
    this.#frame.show(picture.size, picture.isWhole ? null : picture.part);
  }

  #ask() {
    const picture = this.#picture;
    let question = null;
    // Made once, however often it has to be sent.
    this.#read(() => (question ??= picture.export()));
  }
}
