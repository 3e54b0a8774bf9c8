// A ball on a curve, which goes down step by step: the slope times the learning rate at a time.

import { CurvePlot } from "../learn/curve_plot.js";
import { Dial } from "../learn/dial.js";
import { onPress, say } from "../learn/parts.js";
import { fixed, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Notation } from "../lib/notation.js";

const END = 3;
const START = -2.5;
const RUN = 12; // steps
const PAUSE_MS = 140;
const CRAWLS = 0.1;
const STANDS_STILL = 1e-3;
const TANGENT = 0.8;
const TICKS = [-3, -2, -1, 0, 1, 2, 3];
const notation = new Notation((number) => fixed(number, 3));

/** The cost of this chapter and its slope: C = w² / 2. */
export const cost = (w) => (w * w) / 2;
export const slopeAt = (w) => w;

/** One step of gradient descent. */
export function descend(w, rate) {
  return w - rate * slopeAt(w);
}

/** What steps of a rate do: each one multiplies w by 1 − η. */
export function verdictOn(rate) {
  if (rate < CRAWLS) return "descent.crawls";
  if (rate <= 1) return "descent.settles";
  return rate < 2 ? "descent.overshoots" : rate === 2 ? "descent.swings" : "descent.diverges";
}

export class DescentView {
  #root; #plot; #moving; #rate;
  #trail = [START];
  #timer = null;

  constructor(root) {
    this.#root = root;
    const svg = root.querySelector("svg");
    const x = { from: -END, to: END, ticks: TICKS };
    this.#plot = new CurvePlot(svg, x, { from: 0, to: cost(END), ticks: [0, 1, 2, 3, 4] });
    this.#plot.curve(cost);
    this.#moving = this.#plot.layer();
    this.#rate = new Dial("rate", (rate) => fixed(rate, 2), () => this.#restart());
    onPress(root, "step", () => this.#step());
    onPress(root, "run", () => this.#run(RUN));
    onPress(root, "restart", () => this.#restart());
    this.#show();
  }

  get #w() {
    return this.#trail.at(-1);
  }

  #step() {
    this.#halt();
    this.#take();
  }

  #take() {
    this.#trail.push(descend(this.#w, this.#rate.value));
    this.#show();
  }

  #run(steps) {
    this.#halt();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      for (let step = 0; step < steps; step += 1) this.#take();
      return;
    }
    let left = steps;
    this.#timer = setInterval(() => {
      this.#take();
      left -= 1;
      if (left === 0) this.#halt();
    }, PAUSE_MS);
  }

  #halt() {
    clearInterval(this.#timer);
  }

  #restart() {
    this.#halt();
    this.#trail = [START];
    this.#show();
  }

  #show() {
    const w = this.#w;
    const [slope, rate, steps] = [slopeAt(w), this.#rate.value, this.#trail.length - 1];
    const seen = this.#trail.filter((place) => Math.abs(place) <= END);
    const marks = seen.slice(0, -1).map((place) => this.#plot.dot(place, cost(place), 5, "plot__trail"));
    const isSeen = Math.abs(w) <= END;
    this.#moving.replaceChildren(...marks, ...(isSeen ? this.#ball(w, slope) : []));
    say(this.#root, "steps", whole(steps));
    say(this.#root, "w", fixed(w, 3));
    say(this.#root, "cost", fixed(cost(w), 4));
    say(this.#root, "formula", t("descent.formula", {
      w: fixed(w, 3),
      rate: fixed(rate, 2),
      slope: notation.factor(slope),
      next: fixed(descend(w, rate), 3),
    }));
    say(this.#root, "says", t(this.#saying(rate, steps, isSeen)));
  }

  #ball(w, slope) {
    const [left, right] = [w - TANGENT, w + TANGENT];
    return [
      this.#plot.line(left, cost(w) - TANGENT * slope, right, cost(w) + TANGENT * slope, "plot__tangent"),
      this.#plot.dot(w, cost(w), 10, "plot__point"),
    ];
  }

  #saying(rate, steps, isSeen) {
    if (steps === 0) return "descent.start";
    if (!isSeen) return "descent.gone";
    return Math.abs(this.#w) < STANDS_STILL ? "descent.bottom" : verdictOn(rate);
  }
}
