// Thirty neurons with random weights look at a digit whose pixels are multiplied: where on the sigmoid each
// of them ends up. The weights are drawn as those of the recorded runs, from N(0, 1), but are not theirs.

import { CurvePlot } from "../learn/curve_plot.js";
import { Dial } from "../learn/dial.js";
import { say } from "../learn/parts.js";
import { sigmoid, sigmoidSlope } from "../learn/sigmoid.js";
import { fixed, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const NEURONS = 30;
const END = 12;
const AWAKE = 0.01; // a slope with which a neuron still learns
const BRIGHTEST = 255;

export class SaturationView {
  #root; #plot; #dots; #factor;
  #weights = null;
  #inputs = null;

  constructor(root) {
    this.#root = root;
    const ticks = [-12, -6, 0, 6, 12];
    this.#plot = new CurvePlot(root.querySelector("svg.plot"), { from: -END, to: END, ticks }, { from: 0, to: 1, ticks: [0, 0.5, 1] });
    this.#plot.curve(sigmoid);
    this.#dots = this.#plot.layer();
    this.#factor = new Dial("factor", (power) => whole(factorOf(power)), () => this.#show());
  }

  /** Looks at 784 inputs from 0 to 1. */
  look(inputs) {
    this.#inputs = inputs;
    this.#weights ??= Array.from({ length: NEURONS }, () => normals(inputs.length));
    this.#show();
  }

  #show() {
    if (!this.#inputs) return;
    const factor = factorOf(this.#factor.value);
    const sums = this.#weights.map((weights) =>
      this.#inputs.reduce((sum, x, index) => sum + weights[index] * x * factor, 0),
    );
    this.#dots.replaceChildren(...sums.map((z) => {
      const shown = Math.min(Math.max(z, -END), END);
      return this.#plot.dot(shown, sigmoid(z), 6, "plot__neuron");
    }));
    const awake = sums.filter((z) => sigmoidSlope(z) > AWAKE).length;
    const typical = Math.sqrt(sums.reduce((sum, z) => sum + z * z, 0) / NEURONS);
    const numbers = {
      typical: typical < 100 ? fixed(typical, 1) : whole(typical),
      awake: whole(awake),
      all: whole(NEURONS),
    };
    say(this.#root, "says", t("saturation.says", numbers));
  }
}

/** The slider goes from 1 to 255 in equal ratios. */
function factorOf(power) {
  return Math.round(BRIGHTEST ** power);
}

/** Numbers of the normal distribution with deviation 1 (Box and Muller 1958). */
function normals(count) {
  return Array.from({ length: count }, () =>
    Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()),
  );
}
