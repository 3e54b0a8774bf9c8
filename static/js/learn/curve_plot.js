// A plot of curves over a number line: axes with their numbers, and layers to draw points into.

import { svgElement } from "../lib/elements.js";
import { decimal, withMinus } from "../lib/format.js";

const MARGIN = { top: 12, right: 16, bottom: 30, left: 40 };
const SAMPLES = 160;
const NARROW = 480;

export class CurvePlot {
  #svg; #x; #y; #width; #height;

  /** x and y are { from, to, ticks, say }; say writes the number of a tick, in decimals unless given. */
  constructor(svg, x, y) {
    this.#svg = svg;
    this.#x = x;
    this.#y = y;
    // Fewer units on a phone, so that what is written stays as large.
    [this.#width, this.#height] = svg.clientWidth < NARROW ? [340, 220] : [640, 280];
    svg.setAttribute("viewBox", `0 0 ${this.#width} ${this.#height}`);
    this.#drawAxes();
  }

  /** A layer of the picture, above all earlier ones. */
  layer() {
    const group = svgElement("g");
    this.#svg.append(group);
    return group;
  }

  across(x) {
    const share = (x - this.#x.from) / (this.#x.to - this.#x.from);
    return MARGIN.left + share * (this.#width - MARGIN.left - MARGIN.right);
  }

  down(y) {
    const share = (y - this.#y.from) / (this.#y.to - this.#y.from);
    return this.#height - MARGIN.bottom - share * (this.#height - MARGIN.top - MARGIN.bottom);
  }

  /** The x at a place of the window, kept within the axis. */
  valueAt(clientX) {
    const box = this.#svg.getBoundingClientRect();
    const across = ((clientX - box.left) / box.width) * this.#width;
    const share = (across - MARGIN.left) / (this.#width - MARGIN.left - MARGIN.right);
    const { from, to } = this.#x;
    return Math.min(Math.max(from + share * (to - from), from), to);
  }

  curve(f, className = "plot__curve") {
    const { from, to } = this.#x;
    const xs = Array.from({ length: SAMPLES + 1 }, (_, index) => from + ((to - from) * index) / SAMPLES);
    this.#svg.append(this.path(xs.map((x) => [x, f(x)]), className));
  }

  path(points, className) {
    const places = points.map(([x, y]) => `${this.across(x).toFixed(1)} ${this.down(y).toFixed(1)}`);
    return svgElement("path", { class: className, d: `M${places.join("L")}` });
  }

  line(x1, y1, x2, y2, className) {
    const ends = { x1: this.across(x1), y1: this.down(y1), x2: this.across(x2), y2: this.down(y2) };
    return svgElement("line", { ...ends, class: className });
  }

  dot(x, y, radius, className) {
    return svgElement("circle", { cx: this.across(x), cy: this.down(y), r: radius, class: className });
  }

  #drawAxes() {
    const [left, right] = [this.across(this.#x.from), this.across(this.#x.to)];
    const [top, bottom] = [this.down(this.#y.to), this.down(this.#y.from)];
    for (const tick of this.#x.ticks) {
      const x = this.across(tick);
      this.#svg.append(svgElement("line", { x1: x, x2: x, y1: top, y2: bottom, class: "plot__grid" }));
      this.#svg.append(label(this.#x, tick, { x, y: bottom + 20, "text-anchor": "middle" }));
    }
    for (const tick of this.#y.ticks) {
      const y = this.down(tick);
      this.#svg.append(svgElement("line", { x1: left, x2: right, y1: y, y2: y, class: "plot__grid" }));
      this.#svg.append(label(this.#y, tick, { x: left - 8, y: y + 4, "text-anchor": "end" }));
    }
    const axis = { x1: left, x2: right, y1: bottom, y2: bottom, class: "plot__axis" };
    this.#svg.append(svgElement("line", axis));
  }
}

function label({ say = decimal }, value, place) {
  const text = svgElement("text", { ...place, class: "plot__tick" });
  text.textContent = withMinus(say(value));
  return text;
}
