// The tiny network with all its numbers: what is typed in, what flows forward, what flows back.

import { Dial } from "../learn/dial.js";
import { onPress, say } from "../learn/parts.js";
import { fixed } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Notation } from "../lib/notation.js";
import { backward, forward, PARAMETERS, START, takeStep } from "./tiny_network.js";

const DECIMALS = 4;
const MANY = 50; // steps
const MOST = 20; // beyond that a number says nothing, and its picture nothing either
const notation = new Notation(number);

export class TinyNetworkView {
  #root; #rate; #inputs;
  #numbers = { ...START };
  #steps = 0;

  constructor(root) {
    this.#root = root;
    this.#rate = new Dial("rate", (rate) => fixed(rate, 1), () => this.#show());
    this.#inputs = new Map([...root.querySelectorAll("input[data-number]")].map((input) => [input.dataset.number, input]));
    for (const [name, input] of this.#inputs) {
      input.addEventListener("input", () => this.#change(name, input.valueAsNumber));
      input.addEventListener("change", () => this.#write());
    }
    onPress(root, "step", () => this.#step(1));
    onPress(root, "many", () => this.#step(MANY));
    onPress(root, "restart", () => this.#restart());
    this.#write();
    this.#show();
  }

  #change(name, value) {
    if (!Number.isFinite(value)) return;
    this.#numbers[name] = Math.min(Math.max(value, -MOST), MOST);
    this.#steps = 0;
    this.#show();
  }

  #step(count) {
    for (let step = 0; step < count; step += 1) {
      const { gradient } = backward(this.#numbers, forward(this.#numbers));
      this.#numbers = takeStep(this.#numbers, gradient, this.#rate.value);
    }
    this.#steps += count;
    this.#write();
    this.#show();
  }

  #restart() {
    this.#numbers = { ...START };
    this.#steps = 0;
    this.#write();
    this.#show();
  }

  #write() {
    for (const [name, input] of this.#inputs) {
      input.value = Number(this.#numbers[name].toFixed(DECIMALS));
    }
  }

  #show() {
    const p = this.#numbers;
    const f = forward(p);
    const b = backward(p, f);
    const next = takeStep(p, b.gradient, this.#rate.value);
    for (const [name, line] of Object.entries(linesOf(p, f, b))) say(this.#root, name, line);
    for (const name of PARAMETERS) {
      say(this.#root, `gradient-${name}`, number(b.gradient[name]));
      say(this.#root, `next-${name}`, number(next[name]));
    }
    for (const name of ["a1", "a2", "a", "cost"]) say(this.#root, `node-${name}`, number(f[name]));
    for (const name of ["x1", "x2", "y"]) say(this.#root, `node-${name}`, number(p[name]));
    for (const name of ["delta", "delta1", "delta2"]) say(this.#root, `node-${name}`, number(b[name]));
    const after = forward(next).cost;
    say(this.#root, "says", t(after < f.cost ? "tiny.falls" : "tiny.rises", {
      steps: fixed(this.#steps, 0),
      cost: fixed(f.cost, 6),
      after: fixed(after, 6),
    }));
  }
}

function linesOf(p, f, b) {
  const sum = (terms, bias, z) => `${terms.map(([w, x]) => `${number(w)} × ${notation.factor(x)}`).join(" + ")} + ${notation.factor(bias)} = ${number(z)}`;
  const bend = (z, a) => `σ(${number(z)}) = ${number(a)}`;
  const hidden = (v, a, delta) => `${number(v)} × ${notation.factor(b.delta)} × ${number(a)} × (1 − ${number(a)}) = ${number(delta)}`;
  return {
    z1: sum([[p.w11, p.x1], [p.w12, p.x2]], p.b1, f.z1),
    z2: sum([[p.w21, p.x1], [p.w22, p.x2]], p.b2, f.z2),
    a1: bend(f.z1, f.a1),
    a2: bend(f.z2, f.a2),
    z: sum([[p.v1, f.a1], [p.v2, f.a2]], p.c, f.z),
    a: bend(f.z, f.a),
    cost: `½ × (${number(f.a)} − ${notation.factor(p.y)})² = ${number(f.cost)}`,
    delta: `(${number(f.a)} − ${notation.factor(p.y)}) × ${number(f.a)} × (1 − ${number(f.a)}) = ${number(b.delta)}`,
    delta1: hidden(p.v1, f.a1, b.delta1),
    delta2: hidden(p.v2, f.a2, b.delta2),
  };
}

function number(value) {
  return fixed(value, DECIMALS);
}
