// A picture in place of a drawing, as data: its file, how often it is turned, and the part of it that
// is read.

import { exportPicture, sizeAfterTurns, turn } from "./picture_export.js";
import { turnPartRight, WHOLE } from "./picture_part.js";

// As large as a screen shows it.
const SHOWN_SIDE = 1280;
const ON_LIGHT = "#17150f";
const ON_DARK = "#fffdf7";

export class ChosenPicture {
  part = WHOLE;

  #content; #size; #shown; #colours;
  #turns = 0;

  /** A promise of the picture in a file; rejected where the browser knows none there. */
  static async open(file) {
    // A copy: by the time that a part is read, the file may be another one, or gone.
    const content = new Blob([await file.arrayBuffer()], { type: file.type });
    // Without being told to, this obeys the orientation that a camera notes in its files.
    const bitmap = await createImageBitmap(content);
    const { width, height } = bitmap;
    const shown = scaled(bitmap, Math.min(1, SHOWN_SIDE / Math.max(width, height)));
    bitmap.close();
    return new ChosenPicture(content, { width, height }, shown);
  }

  /** `shown` is a canvas with the picture as it is in the file, no larger than screens need it. */
  constructor(content, size, shown) {
    this.#content = content;
    this.#size = size;
    this.#shown = shown;
    this.#colours = coloursOver(shown);
  }

  /** Ink that is seen on it, and what takes ink away: its own colour, on average. */
  get colours() {
    return this.#colours;
  }

  /** Paints it into a square of `side` pixels, as large as fits. */
  paint(context, side) {
    const { width, height } = this.#shown;
    const scale = side / Math.max(width, height);
    context.save();
    context.translate(side / 2, side / 2);
    turn(context, this.#turns);
    context.scale(scale, scale);
    context.drawImage(this.#shown, -width / 2, -height / 2);
    context.restore();
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

  /** A promise of what is asked of the server about it, with strokes over it: see exportPicture. */
  export(strokes) {
    const { part, colours } = this;
    return exportPicture(this.#content, { turns: this.#turns, part, strokes, colours });
  }
}

function scaled(bitmap, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// The browser's own scaling makes one pixel of all of them; what is transparent counts as white.
function coloursOver(picture) {
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, 1, 1);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  const isLight = 0.3 * red + 0.59 * green + 0.11 * blue >= 128;
  return { ink: isLight ? ON_LIGHT : ON_DARK, paper: `rgb(${red} ${green} ${blue})` };
}
