// The network from left to right: the digit, a column for each layer, and the ten outputs.

import { element } from "../lib/elements.js";
import { probabilityText } from "../lib/format.js";
import { pngAddress } from "../lib/pictures.js";
import { freshContext, grey } from "./picture.js";

const WIDTH = 80;
const HEIGHT = 160;
const GAP = 1;

export class StripView {
  #root; #newFrame;
  #columns = [];
  #model = null;

  /** newFrame(layer) makes the element that a layer's column is: a link or a button. */
  constructor(root, newFrame) {
    this.#root = root;
    this.#newFrame = newFrame;
  }

  /** Brings a layer's column into sight, if need be; the page stays where it is. */
  reveal(index) {
    const { offsetLeft, offsetWidth } = this.frames[index];
    const { scrollLeft, clientWidth } = this.#root;
    const isSeen = offsetLeft >= scrollLeft && offsetLeft + offsetWidth <= scrollLeft + clientWidth;
    if (!isSeen) this.#root.scrollLeft = offsetLeft + offsetWidth / 2 - clientWidth / 2;
  }

  /** The columns of layers, in order. */
  get frames() {
    return this.#columns.map(({ frame }) => frame);
  }

  show({ network, answer, sprites, question }) {
    if (this.#model !== network.model) this.#build(network);
    const input = this.#root.querySelector(".layer-strip__input");
    if (input) input.src = pngAddress(question.input);
    this.#columns.forEach(({ canvas, bars }, index) => {
      if (bars) showBars(bars, answer.probabilities);
      else if (sprites[index]) paintMaps(canvas, sprites[index], countOf(answer, network, index));
      else paintUnits(canvas, answer.layers[index]);
    });
  }

  #build({ model, layers }) {
    this.#model = model;
    const [...first] = this.#root.querySelectorAll(".layer-strip__first");
    this.#columns = layers.map((layer, index) => {
      const frame = this.#newFrame(layer);
      frame.classList.add("layer-strip__layer");
      const title = element("span", "layer-strip__title", layer.title);
      const size = element("span", "layer-strip__size", sizeOf(layer));
      const isLast = index === layers.length - 1;
      const bars = isLast ? newBars() : null;
      const canvas = isLast ? null : element("canvas", "layer-strip__picture");
      frame.append(title, bars?.root ?? canvas, size);
      return { frame, canvas, bars: bars?.rows };
    });
    this.#root.replaceChildren(...first, ...this.frames);
  }
}

function countOf(answer, network, index) {
  return answer.layers[index].shown?.length ?? network.layers[index].units;
}

// 32 maps of 26 × 26 numbers are "32 × 26 × 26": the same in every language.
function sizeOf({ shape }) {
  return shape.length === 3 ? [shape[2], shape[0], shape[1]].join(" × ") : String(shape[0]);
}

function paintMaps(canvas, sprite, count) {
  const context = freshContext(canvas, WIDTH, HEIGHT);
  const { columns, side } = arrange(count);
  for (let index = 0; index < count; index += 1) {
    const [x, y] = [(index % columns) * side, Math.floor(index / columns) * side];
    const width = side - GAP;
    sprite.paint(context, index, x, y, width, width / sprite.ratio);
  }
}

function paintUnits(canvas, layer) {
  const context = freshContext(canvas, WIDTH, HEIGHT);
  const { columns, side } = arrange(layer.values.length);
  layer.values.forEach((value, index) => {
    context.fillStyle = grey(value, layer);
    const [x, y] = [(index % columns) * side, Math.floor(index / columns) * side];
    context.fillRect(x, y, side - 1, side - 1);
  });
}

// The columns with which so many squares are the largest.
function arrange(count) {
  const most = Math.min(count, WIDTH / 3);
  const sides = Array.from({ length: most }, (_, index) =>
    Math.min(WIDTH / (index + 1), HEIGHT / Math.ceil(count / (index + 1))),
  );
  const side = Math.max(...sides);
  return { columns: Math.max(1, Math.floor(WIDTH / side + 1e-6)), side };
}

function newBars() {
  const root = element("span", "layer-strip__bars");
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const row = element("span", "layer-strip__bar");
    row.append(element("span", "", String(digit)), element("span", "layer-strip__fill"));
    root.append(row);
    return row;
  });
  return { root, rows };
}

function showBars(rows, probabilities) {
  const largest = Math.max(...probabilities);
  rows.forEach((row, digit) => {
    row.style.setProperty("--share", probabilities[digit]);
    row.classList.toggle("layer-strip__bar--first", probabilities[digit] === largest);
    row.title = probabilityText(probabilities[digit]);
  });
}
