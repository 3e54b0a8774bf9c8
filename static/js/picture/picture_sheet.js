// A chosen picture on the paper, with its tools: turned, read whole or in part, and drawn on.

import { CropFrame } from "./crop_frame.js";
import { WHOLE } from "./picture_part.js";

export class PictureSheet {
  #parts; #frame; #strokes; #read;
  #picture = null;
  #marked = null;
  #isDrawn = false;

  /** read(makeQuestion) has the picture read, or its part, with the strokes that lie on it. */
  constructor(root, strokes, read) {
    this.#strokes = strokes;
    this.#read = read;
    const part = (id) => root.querySelector(`#${id}`);
    this.#parts = {
      image: part("picture"),
      penTools: part("pen-tools"),
      pictureTools: part("picture-tools"),
      crop: part("crop"),
      whole: part("whole"),
      box: part("crop-box"),
      layer: part("crop-layer"),
      frame: part("to-picture"),
      turns: [part("turn-left"), part("turn-right")],
    };
    const { crop, whole, box, layer, frame, turns } = this.#parts;
    const paper = part("paper");
    this.#frame = new CropFrame({ paper, layer, status: part("crop-status"), box }, {
      changed: (marked) => this.#mark(marked),
      read: (marked) => this.#readPart(marked),
      givenUp: () => this.giveUp(),
    });
    turns[0].addEventListener("click", () => this.#turn((picture) => picture.turnLeft()));
    turns[1].addEventListener("click", () => this.#turn((picture) => picture.turnRight()));
    part("draw-on").addEventListener("click", () => this.draw());
    frame.addEventListener("click", () => this.#setDrawn(false));
    // A picture takes too long to be sent anew with every point.
    paper.addEventListener("pointerup", () => this.#isDrawn && this.#ask());
    crop.addEventListener("click", () => this.#frame.focus());
    whole.addEventListener("click", () => this.giveUp());
  }

  /** Shows a picture, or none; what is drawn on it has changed, `atOnce` or by a stroke that grows. */
  show(picture, { atOnce }) {
    const isAnother = picture !== this.#picture;
    if (isAnother) this.#put(picture);
    else this.#refreshTools();
    if (picture !== null && (isAnother || atOnce)) this.#ask();
  }

  /** Hands the picture to the pen. */
  draw() {
    this.#setDrawn(true);
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

  #put(picture) {
    const { image } = this.#parts;
    if (this.#picture !== null) URL.revokeObjectURL(image.src);
    image.removeAttribute("src");
    this.#picture = picture;
    if (picture === null) this.#frame.hide();
    else image.src = URL.createObjectURL(picture.content);
    image.hidden = picture === null;
    this.#setDrawn(false);
    this.#refresh();
  }

  #setDrawn(isDrawn) {
    this.#isDrawn = isDrawn && this.#picture !== null;
    const { image, layer } = this.#parts;
    image.inert = this.#isDrawn;
    layer.inert = this.#isDrawn;
    this.#refreshTools();
  }

  #refresh() {
    const picture = this.#picture;
    this.#refreshTools();
    if (picture === null) return;
    this.#parts.image.dataset.turns = picture.turns;
    this.#frame.show(picture.size, picture.isWhole ? null : picture.part);
  }

  #refreshTools() {
    const { image, penTools, pictureTools, frame, turns } = this.#parts;
    const isShown = this.#picture !== null;
    const hasInk = this.#strokes.visible.length > 0;
    penTools.hidden = isShown && !this.#isDrawn;
    pictureTools.hidden = !isShown || this.#isDrawn;
    frame.hidden = !isShown;
    penTools.classList.toggle("tools__row--full", isShown);
    // The canvas below shows it with the ink on it.
    image.classList.toggle("paper__picture--drawn-on", this.#isDrawn || hasInk);
    // The ink would stay where it is.
    turns.forEach((button) => (button.disabled = hasInk));
  }

  #ask() {
    const picture = this.#picture;
    let question = null;
    // Made once, however often it has to be sent.
    this.#read(() => (question ??= picture.export(this.#strokes.visible)));
  }
}
