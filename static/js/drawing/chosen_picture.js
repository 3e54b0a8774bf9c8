// A picture in place of a drawing, as data: its file, how often it is turned, and the part of it that
// is read.

import { exportPicture, sizeAfterTurns } from "./picture_export.js";
import { turnPartRight, WHOLE } from "./picture_part.js";

export class ChosenPicture {
  part = WHOLE;

  #content; #size;
  #turns = 0;

  /** A promise of the picture in a file; rejected where the browser knows none there. */
  static async open(file) {
    // A copy: by the time that a part is read, the file may be another one, or gone.
    const content = new Blob([await file.arrayBuffer()], { type: file.type });
    // Without being told to, this obeys the orientation that a camera notes in its files.
    const bitmap = await createImageBitmap(content);
    const { width, height } = bitmap;
    bitmap.close();
    return new ChosenPicture(content, { width, height });
  }

  constructor(content, size) {
    this.#content = content;
    this.#size = size;
  }

  /** A blob of what was in the file. */
  get content() {
    return this.#content;
  }

  get isWhole() {
    return this.part === WHOLE;
  }

  /** Quarters of a turn to the right, 0 to 3. */
  get turns() {
    return this.#turns;
  }

  /** { width, height } in pixels, as it is shown. */
  get size() {
    return sizeAfterTurns(this.#size, this.#turns);
  }

  /** Turns it by 90 degrees, its part with it. */
  turnRight() {
    this.#turns = (this.#turns + 1) % 4;
    if (!this.isWhole) this.part = turnPartRight(this.part);
  }

  turnLeft() {
    for (let quarter = 0; quarter < 3; quarter += 1) this.turnRight();
  }

  /** A promise of what is asked of the server about it as it is now: see exportPicture. */
  export() {
    return exportPicture(this.#content, { turns: this.#turns, part: this.part });
  }
}
