// What the changed copy of the network reads in the drawing and among the test digits, beside what
// the network itself reads.

import { Failure, PredictionLoop } from "../answer/prediction_loop.js";
import { setText } from "../lib/elements.js";
import { confidenceText, percent, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const FEW = 1000;
const ALL = 10_000;
const UNCHANGED = Object.freeze({ off: [], prune: 0, noise: 0, seed: 1, bits: null });
// Sliders are let go before test digits are counted.
const REST_MS = 250;

export class DamageView {
  #rows; #note; #all; #loop;
  #known = new Map();
  #changes = UNCHANGED;
  #model = null;
  #timer = null;
  #count = FEW;

  /** root has a row each for the network as it is and for the copy. */
  constructor(root, api) {
    this.#rows = {
      unchanged: root.querySelector("#reads-unchanged"),
      changed: root.querySelector("#reads-changed"),
    };
    this.#note = root.querySelector("#damage-note");
    this.#all = root.querySelector("#count-all");
    this.#loop = new PredictionLoop(
      ({ changes, digits }, signal) => api.accuracy({ ...changes, digits }, signal),
      {
        answered: (answer, _ms, question) => this.#keep(answer, question),
        emptied() {},
        failed: ({ kind }) => this.#say(t(kind === Failure.BUSY ? "damage.busy" : "damage.failed")),
      },
    );
    this.#all.addEventListener("click", () => this.#ask(ALL));
  }

  /** Shows what was read in the drawing. */
  showReading({ model, unchanged, ...reading }) {
    if (this.#model !== null && this.#model !== model) this.#known.clear();
    this.#model = model;
    showReading(this.#rows.unchanged, unchanged ?? reading);
    showReading(this.#rows.changed, unchanged === null ? null : reading);
  }

  clearReading() {
    for (const row of Object.values(this.#rows)) showReading(row, null);
  }

  /** Counts what a copy with these changes reads correctly, once they rest; null for no copy. */
  measure(changes) {
    this.#changes = changes ?? UNCHANGED;
    this.#count = FEW;
    this.#showAccuracies();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(FEW), REST_MS);
  }

  // One question after the other: first the copy, then the network as it is.
  #ask(digits) {
    this.#count = digits;
    const isMissing = (changes) => !this.#known.has(keyOf(changes, digits));
    const missing = [this.#changes, UNCHANGED].find(isMissing);
    this.#showAccuracies();
    if (missing) {
      this.#say(t("damage.counting", { count: whole(digits) }));
      this.#loop.ask(() => ({ changes: missing, digits }));
    } else {
      this.#say(t("damage.counted", { count: whole(digits) }));
    }
  }

  #keep({ accuracy }, { changes, digits }) {
    this.#known.set(keyOf(changes, digits), accuracy);
    if (digits === this.#count) this.#ask(digits);
  }

  #showAccuracies() {
    this.#all.disabled = this.#count === ALL;
    this.#showAccuracy(this.#rows.unchanged, UNCHANGED);
    this.#showAccuracy(this.#rows.changed, this.#changes === UNCHANGED ? null : this.#changes);
  }

  #showAccuracy(row, changes) {
    const known = changes && this.#known.get(keyOf(changes, this.#count));
    row.cells[2].textContent = percent(known ?? null);
  }

  #say(text) {
    setText(this.#note, text);
  }
}

function showReading(row, reading) {
  const [, cell] = row.cells;
  if (reading === null) cell.textContent = t("value.none");
  else {
    const confidence = confidenceText(reading.probabilities[reading.digit]);
    cell.textContent = t("damage.reads", { digit: reading.digit, confidence });
  }
}

function keyOf(changes, digits) {
  return JSON.stringify([changes, digits]);
}
