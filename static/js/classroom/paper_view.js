// The paper of a phone in a room: what is to be drawn, the drawing, and what was read of the last one.

import { DrawingPad } from "../drawing/drawing_pad.js";
import { keepDrawing } from "../drawing/kept_drawing.js";
import { Shortcuts } from "../drawing/shortcuts.js";
import { sharedStrokes } from "../ink/sent_strokes.js";
import { StrokeRenderer } from "../ink/stroke_renderer.js";
import { Strokes } from "../ink/strokes.js";
import { setText } from "../lib/elements.js";
import { t, tn } from "../lib/i18n.js";
import { PageTheme } from "../lib/page_theme.js";
import { ANY, FREE, Mode, readingWords, shortReading, taskWords } from "./words.js";

const DIGITS = 10;

export class PaperView {
  #strokes = new Strokes();
  #parts; #send; #pad;
  #room = null;
  #isMuted = false;
  // The digit that this phone is told, and those that follow: each comes once before any comes again.
  #digit = null;
  #bag = [];

  /** send({ label, target, strokes }) is called with a finished drawing; name is where it is kept. */
  constructor(root, name, send) {
    const part = (id) => root.querySelector(`#${id}`);
    const names = ["task", "pad", "hint", "undo", "clear", "send", "read", "read-text", "paper-state"];
    this.#parts = Object.fromEntries(names.map((each) => [each, part(each)]));
    this.#send = send;
    this.#pad = new DrawingPad(this.#parts.pad, this.#strokes, new StrokeRenderer(), () => this.#colours());
    this.#wire(name);
  }

  /** What is to be drawn from now on. */
  follow(room) {
    const { mode, asks, target } = room;
    const before = this.#room;
    this.#room = room;
    const isSame = before?.mode === mode && before.asks === asks && before.target === target;
    if (!isSame) this.#next();
    if (before === null) this.#changed();
  }

  /** Whether nothing that is drawn here is taken just now, which is said. */
  mute(isMuted) {
    if (isMuted === this.#isMuted) return;
    this.#isMuted = isMuted;
    this.say(isMuted ? t("room.phone_muted") : "");
    this.#changed();
  }

  /** What was read of a drawing that was sent. */
  showReading(told) {
    const { label, target, answer } = told;
    this.#parts.read.textContent = shortReading(told);
    this.#parts.read.dataset.state = stateOf(told);
    const words = readingWords(told);
    const fooled = target !== null && answer === target;
    const more = fooled ? t("room.fooled") : label !== null && answer !== label ? t("room.meant", { label }) : "";
    setText(this.#parts["read-text"], [words, more].filter(Boolean).join(" "));
    this.say("");
  }

  /** That drawings wait, and why. */
  showWaiting(count, reason) {
    this.say(`${reason} ${tn("room.waiting", count)}`);
  }

  say(text) {
    setText(this.#parts["paper-state"], text);
  }

  #wire(name) {
    const { undo, clear, send } = this.#parts;
    undo.addEventListener("click", () => this.#strokes.undo());
    clear.addEventListener("click", () => this.#strokes.clear());
    send.addEventListener("click", () => this.#finish());
    const erase = () => this.#strokes.clear();
    const [takeBack, again] = [() => this.#strokes.undo(), () => this.#strokes.redo()];
    new Shortcuts({ undo: takeBack, redo: again, clear: erase, giveUp: erase });
    new PageTheme().onChange(() => this.#pad.refresh());
    this.#strokes.addEventListener("change", () => this.#changed());
    keepDrawing(this.#strokes, () => true, name);
    this.#changed();
  }

  #changed() {
    const { undo, clear, send, hint } = this.#parts;
    undo.disabled = !this.#strokes.canUndo;
    clear.disabled = !this.#strokes.canClear;
    send.disabled = this.#strokes.isEmpty || this.#room === null || this.#isMuted;
    hint.hidden = this.#strokes.canClear;
  }

  #finish() {
    if (this.#strokes.isEmpty || this.#isMuted) return;
    const { asks, mode, target } = this.#room;
    const label = asks === FREE ? null : (this.#digit ?? Number(asks));
    const strokes = sharedStrokes(this.#strokes.visible);
    const isTaken = this.#send({ label, target: mode === Mode.FOOL ? target : null, strokes });
    if (!isTaken) return;
    this.#strokes.clear();
    this.say(t("room.sending"));
    this.#next();
  }

  #next() {
    this.#digit = this.#room.asks === ANY ? this.#draw() : null;
    setText(this.#parts.task, taskWords(this.#room, this.#digit));
  }

  #draw() {
    if (this.#bag.length === 0) this.#bag = shuffled(DIGITS);
    return this.#bag.pop();
  }

  #colours() {
    const { color, backgroundColor } = getComputedStyle(this.#parts.pad);
    return { ink: color, paper: backgroundColor, sheet: backgroundColor };
  }
}

function stateOf({ label, target, answer }) {
  const wanted = target ?? label;
  return wanted === null || answer === wanted ? "" : "missed";
}

// The numbers below `count`, in any order: the shuffle of Fisher and Yates.
function shuffled(count) {
  const numbers = Array.from({ length: count }, (_, index) => index);
  for (let end = count - 1; end > 0; end -= 1) {
    const chosen = Math.floor(Math.random() * (end + 1));
    [numbers[end], numbers[chosen]] = [numbers[chosen], numbers[end]];
  }
  return numbers;
}
