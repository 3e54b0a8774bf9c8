// All digits of MNIST, a sheet of them at a time; one of them is looked at closely.

import { Dial } from "../learn/dial.js";
import { drawHistogram, shareOf } from "../learn/histogram.js";
import { say } from "../learn/parts.js";
import { PixelView } from "../learn/pixel_view.js";
import { greysOf } from "../learn/pixels.js";
import { probabilityText, whole } from "../lib/format.js";
import { placeAt } from "../lib/grid.js";
import { t } from "../lib/i18n.js";
import { DIGIT_SIDE } from "../lib/pictures.js";
import { SegmentedControl } from "../lib/segmented_control.js";

const COLUMNS = 15;
const ROWS = 10;
const TRIES = 5;
const PAUSE_MS = 1500;

export class DigitSheet {
  #root; #image; #which; #number; #place; #pixels; #greys;
  #left = TRIES;

  constructor(root) {
    this.#root = root;
    this.#image = root.querySelector("#sheet");
    this.#which = new SegmentedControl(root.querySelector("#which"), () => this.#change());
    this.#number = new Dial("number", (number) => this.#inWords(number), () => this.#load());
    this.#place = new Dial("place", whole, () => this.#look());
    this.#pixels = new PixelView(root.querySelector("#large"), root.querySelector("[data-say=says]"));
    this.#image.addEventListener("load", () => this.#loaded());
    this.#image.addEventListener("error", () => this.#tryAgain());
    this.#image.addEventListener("click", (event) => this.#pick(event));
    this.#change();
  }

  get #sheets() {
    return Number(this.#root.querySelector(`[data-value="${this.#which.value}"]`).dataset.sheets);
  }

  #inWords(number) {
    return t("sheet.number", { number: whole(number), count: whole(this.#sheets) });
  }

  #change() {
    this.#root.querySelector("#number").max = this.#sheets;
    this.#number.value = 1;
    this.#load();
  }

  #load() {
    const { base } = this.#image.dataset;
    this.#image.src = `${base}/${this.#which.value}/${this.#number.value}.png`;
  }

  // Whoever comes first has the server read all digits; others are told to come again.
  #tryAgain() {
    if (this.#left === 0) return;
    this.#left -= 1;
    setTimeout(() => this.#load(), PAUSE_MS);
  }

  #loaded() {
    this.#left = TRIES;
    const { naturalWidth, naturalHeight } = this.#image;
    this.#greys = greysOf(this.#image, naturalWidth, naturalHeight).map((grey) => 255 - grey);
    drawHistogram(this.#root.querySelector("#histogram"), this.#greys);
    const shares = {
      paper: probabilityText(shareOf(this.#greys, (grey) => grey === 0)),
      ink: probabilityText(shareOf(this.#greys, (grey) => grey >= 250)),
    };
    say(this.#root, "paper", t("sheet.paper", shares));
    this.#look();
  }

  #pick(event) {
    const [row, column] = placeAt(this.#image, event, [ROWS, COLUMNS]);
    this.#place.value = row * COLUMNS + column + 1;
    this.#look();
  }

  #look() {
    if (!this.#greys) return;
    const place = this.#place.value - 1;
    const [row, column] = [Math.floor(place / COLUMNS), place % COLUMNS];
    const at = (index) => {
      const y = row * DIGIT_SIDE + Math.floor(index / DIGIT_SIDE);
      return this.#greys[(y * COLUMNS + column) * DIGIT_SIDE + (index % DIGIT_SIDE)];
    };
    this.#pixels.show(Uint8Array.from({ length: DIGIT_SIDE ** 2 }, (_, index) => at(index)));
  }
}
