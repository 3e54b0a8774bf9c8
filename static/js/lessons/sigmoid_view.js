// The sigmoid with a point that can be dragged along it, its value and its slope.

import { CurvePlot } from "../learn/curve_plot.js";
import { Dial } from "../learn/dial.js";
import { say } from "../learn/parts.js";
import { sigmoid, sigmoidSlope } from "../learn/sigmoid.js";
import { fixed } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const END = 8;
const TANGENT = 1.6; // how far the tangent reaches to either side
const FLAT = 0.02; // a slope below which a neuron hardly learns

export class SigmoidView {
  #plot; #root; #moving; #dial;

  constructor(root) {
    this.#root = root;
    const svg = root.querySelector("svg");
    const ticks = [-8, -4, 0, 4, 8];
    this.#plot = new CurvePlot(svg, { from: -END, to: END, ticks }, { from: 0, to: 1, ticks: [0, 0.5, 1] });
    this.#plot.curve(sigmoidSlope, "plot__curve plot__curve--second");
    this.#plot.curve(sigmoid);
    this.#moving = this.#plot.layer();
    this.#dial = new Dial("z", (z) => fixed(z, 1), () => this.#show());
    svg.addEventListener("pointerdown", (event) => {
      svg.setPointerCapture(event.pointerId);
      this.#follow(event);
    });
    svg.addEventListener("pointermove", (event) => {
      if (svg.hasPointerCapture(event.pointerId)) this.#follow(event);
    });
    this.#show();
  }

  #follow(event) {
    this.#dial.value = this.#plot.valueAt(event.clientX);
    this.#show();
  }

  #show() {
    const z = this.#dial.value;
    const [a, slope] = [sigmoid(z), sigmoidSlope(z)];
    const plot = this.#plot;
    this.#moving.replaceChildren(
      plot.line(z, 0, z, a, "plot__guide"),
      plot.line(-END, a, z, a, "plot__guide"),
      plot.line(z - TANGENT, a - TANGENT * slope, z + TANGENT, a + TANGENT * slope, "plot__tangent"),
      plot.dot(z, a, 8, "plot__point"),
    );
    say(this.#root, "z", fixed(z, 1));
    say(this.#root, "a", fixed(a, 4));
    say(this.#root, "slope", fixed(slope, 4));
    say(this.#root, "says", t(saying(a, slope)));
  }
}

function saying(a, slope) {
  if (slope < FLAT) return a < 0.5 ? "sigmoid.no" : "sigmoid.yes";
  return Math.abs(a - 0.5) < 0.1 ? "sigmoid.undecided" : "sigmoid.leaning";
}
