// What was read, digit by digit: one digit very large, or a number in one line, of which one digit is
// looked at: its bars, and what the network saw of it.

import { confidenceText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";
import { Bars } from "./bars.js";
import { DigitPicker } from "./digit_picker.js";

const PARTS = ["digit", "bars", "bars-caption", "seen", "seen-digits"];

export class DigitsView {
  #root; #parts; #bars; #pickers; #picked;
  #digits = [];
  #barsAre = null;
  #index = 0;
  // What the visitor has picked outlives the next answers; otherwise the least sure digit is shown.
  #isPicked = false;

  /** picked(index, input) gets which of several digits is looked at, and what was seen of it. */
  constructor(root, picked) {
    this.#root = root;
    this.#parts = Object.fromEntries(PARTS.map((id) => [id, root.querySelector(`#${id}`)]));
    this.#bars = new Bars(this.#parts.bars);
    this.#picked = picked;
    const pick = (index) => this.pick(index);
    this.#pickers = [
      new DigitPicker(this.#parts.digit, fillWithText, pick),
      new DigitPicker(this.#parts["seen-digits"], fillWithPicture, pick),
    ];
  }

  /**
   * Shows a text, and the digits that it was read from as the API tells of them. Of a drawing as it
   * was once there may be none, but the probabilities. `barsAre` says what the bars are, where that is
   * more than whose they are.
   */
  show(text, { digits, probabilities }, barsAre = null) {
    this.#digits = digits ?? [];
    this.#barsAre = barsAre;
    this.#isPicked &&= this.#index < this.#digits.length;
    if (!this.#isPicked) this.#index = leastSure(this.#digits);
    this.#root.dataset.length = text.length;
    this.#root.classList.toggle("answer--number", text.length > 1);
    const isSeveral = this.#digits.length > 1;
    const [ofText, ofPictures] = this.#pickers;
    if (isSeveral && text.length > 1) this.#showNumber(ofText);
    else this.#showText(text);
    if (isSeveral) ofPictures.show(this.#digits, this.#index);
    else ofPictures.clear();
    this.#look(this.#digits[this.#index] ?? { probabilities });
  }

  clear() {
    this.#isPicked = false;
    this.show("", {}, t("bars.digit"));
  }

  /** Looks at one of several digits from now on. */
  pick(index) {
    if (index >= this.#digits.length) return;
    this.#isPicked = true;
    this.#index = index;
    this.#pickers.forEach((picker) => picker.mark(index));
    this.#look(this.#digits[index]);
  }

  #showNumber(picker) {
    const { digit } = this.#parts;
    digit.setAttribute("role", "radiogroup");
    digit.removeAttribute("aria-hidden");
    picker.show(this.#digits, this.#index);
  }

  #showText(text) {
    const { digit } = this.#parts;
    digit.removeAttribute("role");
    digit.setAttribute("aria-hidden", "true");
    digit.textContent = text;
  }

  #look({ probabilities, input }) {
    this.#parts["bars-caption"].textContent = this.#barsAre ?? this.#whoseBars();
    if (probabilities) this.#bars.show(probabilities);
    else this.#bars.clear();
    this.#showSeen(input);
    this.#picked(this.#index, input);
  }

  // Of a number as it was once no digit's bars are known.
  #whoseBars() {
    const count = this.#digits.length;
    if (count > 1) return t("bars.of_number", { place: this.#index + 1, count });
    return this.#root.dataset.length > 1 ? "" : t("bars.digit");
  }

  #showSeen(input) {
    const { seen } = this.#parts;
    if (input === undefined) {
      seen.replaceChildren();
    } else {
      const image = seen.firstElementChild ?? seen.appendChild(newPicture("seen__picture"));
      showPicture(image, this.#digits[this.#index]);
    }
  }
}

function leastSure(digits) {
  const confidences = digits.map(({ confidence }) => confidence);
  return Math.max(0, confidences.indexOf(Math.min(...confidences)));
}

function fillWithText(button, { digit, confidence }) {
  const words = digit === null ? t("answer.none") : `${digit}, ${confidenceText(confidence)}`;
  button.className = "answer__one";
  button.textContent = digit ?? "?";
  button.setAttribute("aria-label", words);
}

function fillWithPicture(button, digit) {
  button.className = "seen__choice";
  const image = button.firstElementChild ?? button.appendChild(newPicture("seen__small"));
  showPicture(image, digit);
}

function showPicture(image, { digit, input }) {
  image.src = pngAddress(input);
  image.alt = t("seen.alt", { digit: digit ?? "" });
}

function newPicture(className) {
  const image = new Image();
  image.className = className;
  return image;
}
