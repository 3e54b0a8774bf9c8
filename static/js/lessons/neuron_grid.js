// One neuron that looks at 5 × 5 pixels, which can be switched on and off, through weights to choose.

import { fixed } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Dial } from "../learn/dial.js";
import { sigmoid } from "../learn/sigmoid.js";

const STENCILS = {
  bar: "-1-1+2-1-1-1-1+2-1-1-1-1+2-1-1-1-1+2-1-1-1-1+2-1-1",
  ring: "-1+1+1+1-1+1-1-1-1+1+1-1-2-1+1+1-1-1-1+1-1+1+1+1-1",
  slant: "-1-1-1-1+2-1-1-1+2-1-1-1+2-1-1-1+2-1-1-1+2-1-1-1-1",
};
const FIRST = "..#....#....#....#....#..";

export class NeuronGrid {
  #pixels; #weights; #choices; #bias; #figures;
  #stencil = STENCILS.bar.match(/[+-]\d/g).map(Number);

  constructor(root) {
    this.#pixels = [...root.querySelectorAll("#pixels button")];
    this.#weights = [...root.querySelectorAll("#weights span")];
    this.#choices = [...root.querySelectorAll("#stencil button")];
    this.#figures = Object.fromEntries(
      [...root.querySelectorAll("[data-figure]")].map((element) => [element.dataset.figure, element]),
    );
    this.#pixels.forEach((pixel, index) => {
      press(pixel, FIRST[index] === "#");
      pixel.addEventListener("click", () => this.#toggle(pixel));
    });
    for (const choice of this.#choices) {
      choice.addEventListener("click", () => this.#choose(choice));
    }
    root.querySelector("[data-do='clear']").addEventListener("click", () => this.#clear());
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

  #choose(choice) {
    for (const other of this.#choices) press(other, other === choice);
    this.#stencil = STENCILS[choice.dataset.value].match(/[+-]\d/g).map(Number);
    this.#show();
  }

  #show() {
    this.#stencil.forEach((weight, index) => {
      const cell = this.#weights[index];
      cell.textContent = signed(weight);
      cell.dataset.sign = Math.sign(weight);
      cell.classList.toggle("stencil__weight--under", isPressed(this.#pixels[index]));
    });
    const under = this.#stencil.filter((_, index) => isPressed(this.#pixels[index]));
    const bias = this.#bias.value;
    const z = under.reduce((sum, weight) => sum + weight, 0) + bias;
    const write = (name, text) => { this.#figures[name].textContent = text; };
    write("formula", t("neuron.sum", { sum: sumOf(under), bias: added(bias), z: fixed(z, 1) }));
    write("z", fixed(z, 1));
    write("a", fixed(sigmoid(z), 4));
  }
}

function press(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn));
}

function isPressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}

function signed(weight) {
  return weight > 0 ? `+${fixed(weight, 0)}` : fixed(weight, 0);
}

/** "+ 1.0" or "− 5.0" */
function added(bias) {
  return bias < 0 ? `\u2212 ${fixed(-bias, 1)}` : `+ ${fixed(bias, 1)}`;
}

/** "2 + 2 − 1" */
function sumOf(weights) {
  if (weights.length === 0) return fixed(0, 0);
  return weights
    .map((weight, index) => {
      const size = fixed(Math.abs(weight), 0);
      if (index === 0) return fixed(weight, 0);
      return weight < 0 ? `\u2212 ${size}` : `+ ${size}`;
    })
    .join(" ");
}
