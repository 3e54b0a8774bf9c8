// The desk of the pages that look inside: a small paper, and what was read of it. The drawing is the
// one of the drawing page; where there is none, a digit lies ready, and makes way for the first stroke.

import { DigitPicker } from "../answer/digit_picker.js";
import { PredictionLoop } from "../answer/prediction_loop.js";
import { DrawingExport } from "../drawing/drawing_export.js";
import { DrawingPad } from "../drawing/drawing_pad.js";
import { keepDrawing } from "../drawing/kept_drawing.js";
import { Shortcuts } from "../drawing/shortcuts.js";
import { StrokeRenderer } from "../ink/stroke_renderer.js";
import { Strokes } from "../ink/strokes.js";
import { setText } from "../lib/elements.js";
import { t } from "../lib/i18n.js";
import { PageTheme } from "../lib/page_theme.js";
import { pngAddress } from "../lib/pictures.js";
import { failureWords } from "./failure_words.js";
import { READY_DIGIT } from "./ready_digit.js";

export class Desk {
  #strokes = new Strokes();
  #pad; #exporter; #loop; #listener; #picker; #parts;
  #prediction = null;
  #sent = null;
  #index = 0;
  // The stroke of the digit that lies ready, as long as nothing else was done.
  #ready = null;

  /**
   * The listener has shown({ input, digit, index, prediction, strokes }) for the digit that is looked
   * into, `input` being what the network saw of it as the API hands it out, and emptied().
   */
  constructor(root, api, listener) {
    const part = (id) => root.querySelector(`#${id}`);
    const names = ["pad", "hint", "undo", "clear", "reading-seen", "reading-text", "reading-digits"];
    this.#parts = Object.fromEntries(names.map((name) => [name, part(name)]));
    this.#listener = listener;
    const renderer = new StrokeRenderer();
    this.#exporter = new DrawingExport(renderer);
    this.#pad = new DrawingPad(this.#parts.pad, this.#strokes, renderer, () => this.#colours());
    this.#picker = new DigitPicker(this.#parts["reading-digits"], fill, (index) => this.#pick(index));
    this.#loop = new PredictionLoop(
      (question, signal) => api.predict(question, { explained: false, signal }),
      {
        answered: (prediction, _ms, question) => this.#take(prediction, question),
        emptied: () => this.#empty(),
        failed: (failure) => this.#say(failureWords(failure)),
      },
    );
    this.#wire();
  }

  /** The strokes, whose "change" says that the drawing differs from before. */
  get strokes() {
    return this.#strokes;
  }

  /** Draws strokes of [[x, y], …] in the place of what is on the paper; undo takes them away again. */
  draw(strokes, width) {
    this.#strokes.clear();
    for (const [first, ...others] of strokes) {
      const stroke = this.#strokes.add(width, point(first));
      if (others.length > 0) this.#strokes.extend(stroke, others.map(point));
    }
  }

  #wire() {
    const { undo, clear } = this.#parts;
    undo.addEventListener("click", () => this.#strokes.undo());
    clear.addEventListener("click", () => this.#strokes.clear());
    const erase = () => this.#strokes.clear();
    const [takeBack, again] = [() => this.#strokes.undo(), () => this.#strokes.redo()];
    new Shortcuts({ undo: takeBack, redo: again, clear: erase, giveUp: erase });
    new PageTheme().onChange(() => this.#pad.refresh());
    this.#strokes.addEventListener("change", () => this.#changed());
    keepDrawing(this.#strokes, () => this.#ready === null);
    if (!this.#strokes.canUndo) this.#layReady();
  }

  #layReady() {
    this.draw(READY_DIGIT.strokes, READY_DIGIT.width);
    [this.#ready] = this.#strokes.visible;
  }

  // What lay ready was no drawing of the visitor's: their first stroke takes its place.
  #giveWay() {
    const { visible } = this.#strokes;
    if (this.#ready === null || (visible.length === 1 && visible[0] === this.#ready)) return;
    const ready = this.#ready;
    this.#ready = null;
    if (visible.includes(ready)) this.#strokes.discard(ready);
  }

  #colours() {
    const style = getComputedStyle(this.#parts.pad);
    return { ink: style.color, paper: style.backgroundColor, sheet: style.backgroundColor };
  }

  #changed() {
    this.#giveWay();
    const { undo, clear, hint } = this.#parts;
    undo.disabled = !this.#strokes.canUndo;
    clear.disabled = !this.#strokes.canClear;
    hint.hidden = this.#strokes.canClear;
    if (this.#strokes.isEmpty) this.#loop.stop();
    else this.#loop.ask(() => this.#exporter.drawing(this.#strokes));
  }

  #take(prediction, question) {
    this.#prediction = prediction;
    this.#sent = question;
    this.#index = Math.min(this.#index, prediction.digits.length - 1);
    if (prediction.digits.length > 1) this.#picker.show(prediction.digits, this.#index);
    else this.#picker.clear();
    this.#show();
  }

  #pick(index) {
    this.#index = index;
    this.#picker.mark(index);
    this.#show();
  }

  #show() {
    const digit = this.#prediction.digits[this.#index];
    this.#parts["reading-seen"].hidden = false;
    this.#parts["reading-seen"].src = pngAddress(digit.input);
    this.#say(words(this.#prediction));
    this.#listener.shown({
      input: digit.input,
      digit,
      index: this.#index,
      prediction: this.#prediction,
      strokes: this.#sent.strokes,
    });
  }

  #empty() {
    this.#prediction = null;
    this.#index = 0;
    this.#picker.clear();
    this.#parts["reading-seen"].hidden = true;
    this.#say(t("inside.empty"));
    this.#listener.emptied();
  }

  #say(text) {
    setText(this.#parts["reading-text"], text);
  }
}

function words({ status, text, digits }) {
  if (status !== "not_a_digit") return t("inside.read", { text });
  const { probabilities } = digits[0];
  return t("inside.none", { digit: probabilities.indexOf(Math.max(...probabilities)) });
}

function fill(button, { digit }) {
  button.textContent = digit ?? "?";
}

function point([x, y]) {
  return { x, y, pressure: 1, time: performance.now() };
}
