// Ten outputs that can be moved, the target beside each, and the quadratic cost of one example.

import { Dial } from "../learn/dial.js";
import { say } from "../learn/parts.js";
import { fixed } from "../lib/format.js";

const DIGITS = 10;
const EXAMPLES = {
  unsure: (digit, target) => (digit === target ? 0.4 : 0.12),
  perfect: (digit, target) => (digit === target ? 1 : 0),
  wrong: (digit, target) => (digit === (target + 4) % DIGITS ? 0.98 : 0.02),
};

export class CostBars {
  #root; #target; #dials;

  constructor(root) {
    this.#root = root;
    this.#target = root.querySelector("#target");
    this.#dials = Array.from({ length: DIGITS }, (_, digit) =>
      new Dial(`output-${digit}`, (a) => fixed(a, 2), () => this.#show()),
    );
    this.#target.addEventListener("change", () => this.#show());
    for (const button of root.querySelectorAll("[data-example]")) {
      button.addEventListener("click", () => this.#set(EXAMPLES[button.dataset.example]));
    }
    this.#set(EXAMPLES.unsure);
  }

  #set(outputOf) {
    const target = Number(this.#target.value);
    this.#dials.forEach((dial, digit) => { dial.value = outputOf(digit, target); });
    this.#show();
  }

  #show() {
    const target = Number(this.#target.value);
    let sum = 0;
    this.#dials.forEach((dial, digit) => {
      const y = digit === target ? 1 : 0;
      const term = (y - dial.value) ** 2;
      sum += term;
      say(this.#root, `y-${digit}`, fixed(y, 0));
      say(this.#root, `term-${digit}`, fixed(term, 4));
    });
    say(this.#root, "sum", fixed(sum, 4));
    say(this.#root, "cost", fixed(sum / 2, 4));
    const outputs = this.#dials.map((dial) => dial.value);
    say(this.#root, "read", fixed(outputs.indexOf(Math.max(...outputs)), 0));
  }
}
