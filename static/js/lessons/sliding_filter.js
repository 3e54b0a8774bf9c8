// A filter of 5 × 5 weights that can be dragged over a digit: the products where it lies, and the map
// of its answers everywhere.

import { Dial } from "../learn/dial.js";
import { say } from "../learn/parts.js";
import { paintInk } from "../learn/pixels.js";
import { fixed, whole } from "../lib/format.js";
import { clampPlace, placeAt } from "../lib/grid.js";
import { t } from "../lib/i18n.js";
import { DIGIT_SIDE } from "../lib/pictures.js";
import { SegmentedControl } from "../lib/segmented_control.js";
import { FILTERS } from "./filters.js";

export const KERNEL = 5;
const PLACES = DIGIT_SIDE - KERNEL + 1;

/** What a filter answers at each place: 24 × 24 sums, row after row; tests compare it with Conv2D. */
export function convolve(inputs, weights) {
  return Array.from({ length: PLACES * PLACES }, (_, place) => {
    const patch = patchAt(inputs, Math.floor(place / PLACES), place % PLACES);
    return patch.reduce((sum, x, index) => sum + x * weights[index], 0);
  });
}

export class SlidingFilter {
  #root; #picture; #frame; #map; #mark; #row; #column; #chosen; #cells;
  #inputs = null;

  constructor(root) {
    this.#root = root;
    const find = (name) => root.querySelector(`[data-part="${name}"]`);
    [this.#picture, this.#frame, this.#map, this.#mark] = ["picture", "frame", "map", "mark"].map(find);
    this.#cells = [...root.querySelectorAll(".products td")];
    this.#chosen = new SegmentedControl(root.querySelector("#filter"), () => this.#redraw());
    this.#row = new Dial("row", whole, () => this.#show());
    this.#column = new Dial("column", whole, () => this.#show());
    this.#drag(this.#picture, DIGIT_SIDE, (KERNEL - 1) / 2);
    this.#drag(this.#map, PLACES, 0);
  }

  /** Slides over 784 inputs from 0 to 1; at first it lies where it finds most. */
  look(inputs) {
    const sums = convolve(inputs, this.#weights);
    if (!this.#inputs) this.#place(sums.indexOf(Math.max(...sums)));
    this.#inputs = inputs;
    paintInk(this.#picture, inputs, DIGIT_SIDE);
    this.#redraw();
  }

  #place(index) {
    this.#row.value = Math.floor(index / PLACES) + 1;
    this.#column.value = (index % PLACES) + 1;
  }

  get #weights() {
    return FILTERS[this.#chosen.value];
  }

  #drag(canvas, side, before) {
    const follow = (event) => {
      const place = placeAt(canvas, event, [side, side]).map((at) => at - before);
      const [row, column] = clampPlace(place, [PLACES, PLACES]);
      this.#row.value = row + 1;
      this.#column.value = column + 1;
      this.#show();
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      follow(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) follow(event);
    });
  }

  #redraw() {
    if (!this.#inputs) return;
    // Rectified as in the network, and on a scale of its own.
    const sums = convolve(this.#inputs, this.#weights);
    const most = Math.max(...sums, 1e-6);
    paintInk(this.#map, sums.map((sum) => sum / most), PLACES);
    this.#show();
  }

  #show() {
    if (!this.#inputs) return;
    const [row, column] = [this.#row.value - 1, this.#column.value - 1];
    position(this.#frame, row, column, KERNEL, DIGIT_SIDE);
    position(this.#mark, row, column, 1, PLACES);
    const weights = this.#weights;
    const patch = patchAt(this.#inputs, row, column);
    patch.forEach((x, index) => {
      const weight = weights[index];
      this.#cells[index].textContent = fixed(x * weight, 1);
      this.#cells[index].dataset.sign = Math.sign(weight);
      this.#cells[index].title = `${fixed(x, 2)} × ${fixed(weight, 0)}`;
    });
    const sum = patch.reduce((total, x, index) => total + x * weights[index], 0);
    const numbers = { sum: fixed(sum, 2), kept: fixed(Math.max(sum, 0), 2) };
    say(this.#root, "says", t("filter.says", numbers));
  }
}

function patchAt(inputs, row, column) {
  return Array.from({ length: KERNEL * KERNEL }, (_, index) =>
    inputs[(row + Math.floor(index / KERNEL)) * DIGIT_SIDE + column + (index % KERNEL)],
  );
}

function position(element, row, column, size, side) {
  const share = (part) => `${(100 * part) / side}%`;
  Object.assign(element.style, { top: share(row), left: share(column), width: share(size), height: share(size) });
}
