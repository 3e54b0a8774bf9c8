// Parallel coordinates over a sweep: a line for each run, from setting to setting to its accuracy.

import { svgElement } from "../lib/elements.js";
import { isNumber } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { heightOf, LENGTH, ParallelAxis, TOP } from "./parallel_axis.js";
import { axesOf } from "./parallel_scales.js";

const LEAST_RUNS = 3;
const LEAST_GAP = 140;
const LEFT = 56;
const RIGHT = 96;

export class ParallelPlot {
  #root; #details; #svg; #scroll; #state; #reset; #leftOut;
  #compared = [];
  #metric;
  #runs = [];
  #axes = [];
  #lines = new Map();
  #ranges = new Map();
  #seen = "";

  /** leftOut(ids) is called with the runs that the axes leave out. */
  constructor(root, leftOut) {
    this.#root = root;
    this.#details = root.closest("details");
    this.#svg = root.querySelector("svg");
    this.#scroll = this.#svg.parentElement;
    this.#state = root.querySelector("[role=status]");
    this.#reset = root.querySelector("button");
    this.#leftOut = leftOut;
    this.#reset.addEventListener("click", () => this.#showAll());
    this.#details.addEventListener("toggle", () => this.#render());
    new ResizeObserver(() => this.#draw()).observe(this.#scroll);
  }

  /** The runs that are compared, with those that the axes leave out; metric is an accuracy. */
  show(runs, metric) {
    this.#compared = runs;
    this.#metric = metric;
    this.#render();
  }

  #render() {
    if (!this.#details.open) return;
    this.#runs = this.#compared.filter((run) => isNumber(run[this.#metric]));
    this.#axes = axesOf(this.#runs, this.#metric);
    this.#root.hidden = this.#runs.length < LEAST_RUNS || this.#axes.length < 2;
    this.#draw();
  }

  #draw() {
    const room = this.#scroll.clientWidth;
    if (this.#root.hidden || room === 0) return;
    const gaps = this.#axes.length - 1;
    const width = Math.max(room, LEFT + RIGHT + LEAST_GAP * gaps);
    const stops = this.#axes.map(({ key, stops }) => [key, stops]);
    const seen = JSON.stringify([width, stops, this.#runs.map(({ id, name }) => [id, name])]);
    // What is drawn already stays, and with it the focus.
    if (seen === this.#seen) return;
    this.#seen = seen;
    const focused = document.activeElement?.dataset.end;
    const gap = (width - LEFT - RIGHT) / gaps;
    const places = this.#axes.map((_, at) => LEFT + at * gap);
    this.#svg.setAttribute("width", width);
    this.#svg.setAttribute("height", TOP + LENGTH + 32);
    this.#lines = new Map(this.#runs.map((run) => [run.id, this.#line(run, places)]));
    const axes = this.#axes.map((axis, at) => this.#axis(axis, places[at]));
    this.#svg.replaceChildren(...this.#lines.values(), ...axes);
    if (focused) this.#svg.querySelector(`[data-end="${CSS.escape(focused)}"]`)?.focus();
    this.#mark();
  }

  #line(run, places) {
    const stops = this.#axes.map(({ stops, stopOf }) => stops[stopOf(run)]);
    const d = `M${places.map((x, at) => `${x} ${heightOf(stops[at].at)}`).join("L")}`;
    const line = svgElement("g", { class: "parallel__run", "data-run-id": run.id });
    const title = svgElement("title");
    title.textContent = t("parallel.run", { name: run.name, accuracy: stops.at(-1).text });
    const hit = svgElement("path", { d, class: "parallel__hit" });
    line.append(title, hit, svgElement("path", { d }));
    line.style.setProperty("--share", stops.at(-1).at);
    return line;
  }

  #axis(axis, x) {
    return new ParallelAxis(axis, this.#rangeOf(axis), x, {
      moved: (range) => this.#cut(axis, range),
      changed: (range) => {
        this.#cut(axis, range);
        this.#tell();
      },
    }).element;
  }

  // By their texts, ends are found again when runs have come or gone.
  #rangeOf({ key, stops }) {
    const kept = this.#ranges.get(key);
    const find = (text, otherwise) => {
      const found = stops.findIndex((stop) => stop.text === text);
      return found >= 0 ? found : otherwise;
    };
    return { low: find(kept?.low, 0), high: find(kept?.high, stops.length - 1) };
  }

  #cut({ key, stops }, { low, high }) {
    const isWhole = low === 0 && high === stops.length - 1;
    if (isWhole) this.#ranges.delete(key);
    else this.#ranges.set(key, { low: stops[low].text, high: stops[high].text });
    this.#mark();
  }

  #outside() {
    return this.#runs.filter((run) =>
      this.#axes.some((axis) => {
        const { low, high } = this.#rangeOf(axis);
        return axis.stopOf(run) < low || axis.stopOf(run) > high;
      }),
    );
  }

  #mark() {
    const outside = new Set(this.#outside().map(({ id }) => id));
    for (const [id, line] of this.#lines) {
      line.classList.toggle("parallel__run--out", outside.has(id));
      // Behind the others.
      if (outside.has(id)) this.#svg.prepend(line);
    }
    this.#reset.hidden = this.#ranges.size === 0;
    const left = this.#runs.length - outside.size;
    this.#state.textContent =
      this.#ranges.size > 0 ? tn("parallel.left", this.#runs.length, { left }) : "";
  }

  #tell() {
    this.#leftOut(this.#outside().map(({ id }) => id));
  }

  #showAll() {
    this.#ranges.clear();
    this.#seen = "";
    this.#draw();
    this.#tell();
    this.#svg.querySelector("[role=slider]").focus();
  }
}
