// A small chart of lines over epochs: to look at, without tools of its own. It tells what the lines
// are at where the pointer is.

import { element as newElement, svgElement } from "../lib/elements.js";
import { figure, isNumber, percent, shortPercent, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { epochAxis, valueAxis } from "./axes.js";

// Units of the plot, which is stretched to its place: half a pixel each, or less.
const SIDE = 1000;
const DOTS_UP_TO = 12;

export class SmallChart {
  #options; #svg; #told; #cursor;
  #shown = null;

  /** options: log (the scale is logarithmic), percent (values are fractions). */
  constructor(element, options) {
    this.#options = options;
    this.#svg = svgElement("svg", { class: "curves curves--small", "aria-hidden": true });
    this.#told = newElement("p", "small-chart__told");
    this.#told.hidden = true;
    element.classList.add("small-chart");
    element.replaceChildren(this.#svg, this.#told);
    element.addEventListener("pointermove", (event) => this.#tell(event));
    element.addEventListener("pointerdown", (event) => this.#tell(event));
    element.addEventListener("pointerleave", () => this.#leave());
  }

  /** A line is { name, x, y, colour, dash }, a mark { x, label, title }. */
  show(lines, marks) {
    const drawable = (value) => isNumber(value) && (!this.#options.log || value > 0);
    const values = valueAxis(
      lines.flatMap(({ y }) => y.filter(drawable)),
      { logY: this.#options.log },
    );
    const epochs = epochAxis(Math.max(...lines.map(({ x }) => x.at(-1))), false, null);
    this.#shown = { lines, epochs };
    this.#cursor = svgElement("line", { class: "curves__leader", y2: "100%", visibility: "hidden" });
    const plot = svgElement("svg", {
      class: "curves__plot",
      viewBox: `0 0 ${SIDE} ${SIDE}`,
      preserveAspectRatio: "none",
    });
    for (const line of lines) {
      const places = line.x
        .map((epoch, at) => [epoch, line.y[at]])
        .filter(([, value]) => drawable(value))
        .map(([epoch, value]) => [place(epochs, epoch), 1 - place(values, value)]);
      if (places.length > 0) plot.append(...drawnLine(line, places));
    }
    const texts = this.#options.percent ? values.values.map(shortPercent) : values.texts;
    this.#svg.replaceChildren(
      ...values.values.flatMap((value, at) => level(1 - place(values, value), texts[at])),
      ...epochs.values.map((value, at) => tick(place(epochs, value), epochs.texts[at])),
      ...marks.filter(({ x }) => place(epochs, x) <= 1).flatMap((each) => mark(place(epochs, each.x), each)),
      plot,
      this.#cursor,
    );
  }

  #tell({ clientX }) {
    if (this.#shown === null) return;
    const { lines, epochs } = this.#shown;
    const { left, width } = this.#svg.querySelector(".curves__plot").getBoundingClientRect();
    const wanted = epochs.end * ((clientX - left) / width);
    const near = (epoch) => Math.abs(epoch - wanted);
    const known = lines[0].x;
    const at = known.reduce((best, epoch, index) => (near(epoch) < near(known[best]) ? index : best), 0);
    const write = this.#options.percent ? percent : figure;
    const told = lines.map(({ name, y }) => (lines.length > 1 ? `${name} ${write(y[at])}` : write(y[at])));
    this.#told.textContent = [`${t("axis.epoch")} ${whole(known[at])}`, ...told].join(" · ");
    this.#told.hidden = false;
    const x = across(place(epochs, known[at]));
    for (const name of ["x1", "x2"]) this.#cursor.setAttribute(name, x);
    this.#cursor.setAttribute("visibility", "visible");
  }

  #leave() {
    this.#told.hidden = true;
    this.#cursor?.setAttribute("visibility", "hidden");
  }
}

function place({ start, end, isLog }, value) {
  return ((isLog ? Math.log10(value) : value) - start) / (end - start);
}

function across(share) {
  return `${(100 * share).toFixed(2)}%`;
}

function drawnLine({ colour, dash }, places) {
  const points = places.map(([x, y]) => `${(SIDE * x).toFixed(1)} ${(SIDE * y).toFixed(1)}`);
  const look = { stroke: colour, fill: "none", "vector-effect": "non-scaling-stroke" };
  const line = { d: `M${points.join("L")}`, "stroke-width": 2, "stroke-dasharray": dash.svg };
  // A stroke of no length with round ends is a dot, however the plot is stretched.
  const dots = { d: points.map((point) => `M${point}h0`).join(""), "stroke-width": 5 };
  return [
    svgElement("path", { ...look, ...line }),
    ...(points.length > DOTS_UP_TO
      ? []
      : [svgElement("path", { ...look, ...dots, "stroke-linecap": "round" })]),
  ];
}

function level(share, text) {
  const y = across(share);
  return [
    svgElement("line", { class: "curves__grid", x2: "100%", y1: y, y2: y }),
    written(text, { x: -8, y, dy: ".35em", "text-anchor": "end" }),
  ];
}

function tick(share, text) {
  return written(text, { x: across(share), y: "100%", dy: 18, "text-anchor": "middle" });
}

function mark(share, { title }) {
  const x = across(share);
  const line = svgElement("line", { class: "curves__leader", x1: x, x2: x, y2: "100%" });
  line.setAttribute("stroke-dasharray", "2 3");
  const about = svgElement("title");
  about.textContent = title;
  line.append(about);
  return [line];
}

function written(text, attributes) {
  const label = svgElement("text", { class: "curves__tick", ...attributes });
  label.textContent = text;
  return label;
}
