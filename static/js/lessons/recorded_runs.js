// Recorded runs, of which one is chosen: its curves, and what it could do after an epoch.

import { CurvePlot } from "../learn/curve_plot.js";
import { Dial } from "../learn/dial.js";
import { say } from "../learn/parts.js";
import { fixed, percent, shortPercent, whole } from "../lib/format.js";
import { SegmentedControl } from "../lib/segmented_control.js";

const SHARES = [0, 0.2, 0.4, 0.6, 0.8, 1];
const EPOCH_TICKS = 5;

export class RecordedRuns {
  #root; #runs; #chosen; #epoch; #plot; #moving; #rows;

  /** runs has the rows of each run by its name; all have as many epochs. */
  constructor(root, runs) {
    this.#root = root;
    this.#runs = runs;
    this.#chosen = new SegmentedControl(root.querySelector("#run"), () => this.#choose());
    this.#epoch = new Dial("epoch", whole, () => this.#show());
    const epochs = Object.values(runs)[0].length;
    const ticks = Array.from({ length: EPOCH_TICKS }, (_, index) => Math.round((index / (EPOCH_TICKS - 1)) * epochs));
    const x = { from: 0, to: epochs, ticks };
    this.#plot = new CurvePlot(root.querySelector("svg"), x, { from: 0, to: 1, ticks: SHARES, say: shortPercent });
    this.#moving = this.#plot.layer();
    this.#choose();
  }

  #choose() {
    const { value, verdict } = this.#chosen.pressed.dataset;
    this.#rows = this.#runs[value];
    say(this.#root, "verdict", verdict ?? "");
    this.#show();
  }

  #show() {
    const row = this.#rows[this.#epoch.value - 1];
    const curve = (value) => this.#rows.map((each) => [each.epoch, each[value]]);
    this.#moving.replaceChildren(
      this.#plot.line(row.epoch, 0, row.epoch, 1, "plot__guide"),
      this.#plot.path(curve("train_accuracy"), "plot__curve plot__curve--second"),
      this.#plot.path(curve("test_accuracy"), "plot__curve"),
      this.#plot.dot(row.epoch, row.test_accuracy, 6, "plot__point"),
    );
    say(this.#root, "train", percent(row.train_accuracy));
    say(this.#root, "test", percent(row.test_accuracy));
    say(this.#root, "loss", fixed(row.test_loss, 3));
  }
}
