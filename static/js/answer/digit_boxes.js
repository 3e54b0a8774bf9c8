// Boxes over the ink: where each digit of a number was found, and what it was read as.

import { svgElement } from "../lib/elements.js";

// Distance of a box from its ink, and the size of the digit beside it, in shares of the picture.
const MARGIN = 0.012;
const LABEL = 0.05;

export class DigitBoxes {
  #svg;
  #areas = [];

  constructor(svg) {
    this.#svg = svg;
  }

  /** [x, y, width, height] of each box, in the pixels of the picture. */
  get areas() {
    return this.#areas;
  }

  /** The frame is what is shown, as large as fits, in the pixels that the boxes are in. */
  show(digits, { x = 0, y = 0, width, height }) {
    this.#svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    const side = Math.max(width, height);
    this.#areas = digits.map(({ box }) => box);
    this.#svg.replaceChildren(...digits.map((digit) => group(digit, side, y)));
  }

  /** Marks the box of the digit that is looked at. */
  mark(index) {
    [...this.#svg.children].forEach((box, each) => box.classList.toggle("chosen", each === index));
  }

  clear() {
    this.#areas = [];
    this.#svg.replaceChildren();
  }
}

function group({ digit, box: [x, y, width, height] }, side, top) {
  const margin = MARGIN * side;
  const frame = svgElement("rect", {
    x: x - margin,
    y: y - margin,
    width: width + 2 * margin,
    height: height + 2 * margin,
    rx: margin,
    class: digit === null ? "box box--unreadable" : "box",
  });
  const size = LABEL * side;
  const above = y - margin - size > top;
  const label = svgElement("text", {
    x: x + width / 2,
    y: above ? y - 2 * margin : y + height + margin + size,
    "font-size": size,
    class: "box__digit",
  });
  label.textContent = digit ?? "?";
  const both = svgElement("g");
  both.append(frame, label);
  return both;
}
