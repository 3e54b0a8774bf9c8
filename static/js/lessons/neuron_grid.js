// One neuron that looks at 5 × 5 pixels, which can be switched on and off, through weights to choose.

import { Dial } from "../learn/dial.js";
import { onPress, say } from "../learn/parts.js";
import { sigmoid } from "../learn/sigmoid.js";
import { fixed, signed } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Notation } from "../lib/notation.js";
import { isPressed, SegmentedControl } from "../lib/segmented_control.js";

const STENCILS = {
  bar: "-1-1+2-1-1-1-1+2-1-1-1-1+2-1-1-1-1+2-1-1-1-1+2-1-1",
  ring: "-1+1+1+1-1+1-1-1-1+1+1-1-2-1+1+1-1-1-1+1-1+1+1+1-1",
  slant: "-1-1-1-1+2-1-1-1+2-1-1-1+2-1-1-1+2-1-1-1+2-1-1-1-1",
};
const wholes = new Notation((number) => fixed(number, 0));
const tenths = new Notation((number) => fixed(number, 1));
const FIRST = "..#....#....#....#....#..";

export class NeuronGrid {
  #root; #pixels; #weights; #chosen; #bias;

  constructor(root) {
    this.#root = root;
    this.#pixels = [...root.querySelectorAll("#pixels button")];
    this.#weights = [...root.querySelectorAll("#weights span")];
    this.#chosen = new SegmentedControl(root.querySelector("#stencil"), () => this.#show());
    this.#pixels.forEach((pixel, index) => {
      press(pixel, FIRST[index] === "#");
      pixel.addEventListener("click", () => this.#toggle(pixel));
    });
    onPress(root, "clear", () => this.#clear());
    this.#bias = new Dial("bias", (bias) => fixed(bias, 1), () => this.#show());
    this.#show();
  }

  #toggle(pixel) {
    press(pixel, !isPressed(pixel));
    this.#show();
  }

  #clear() {
    for (const pixel of this.#pixels) press(pixel, false);
    this.#show();
  }

  #show() {
    const stencil = STENCILS[this.#chosen.value].match(/[+-]\d/g).map(Number);
    stencil.forEach((weight, index) => {
      const cell = this.#weights[index];
      cell.textContent = signed(weight);
      cell.dataset.sign = Math.sign(weight);
      cell.classList.toggle("stencil__weight--under", isPressed(this.#pixels[index]));
    });
    const under = stencil.filter((_, index) => isPressed(this.#pixels[index]));
    const bias = this.#bias.value;
    const z = under.reduce((sum, weight) => sum + weight, 0) + bias;
    const formula = { sum: wholes.sum(under), bias: tenths.addend(bias), z: fixed(z, 1) };
    say(this.#root, "formula", t("neuron.sum", formula));
    say(this.#root, "z", fixed(z, 1));
    say(this.#root, "a", fixed(sigmoid(z), 4));
  }
}

function press(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn));
}
