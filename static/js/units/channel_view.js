// What a unit takes from one map: inputs, weights and their products side by side, as numbers where
// there is room for them, else as pictures.

import { figure } from "../layers/figures.js";
import { element } from "../lib/elements.js";
import { t } from "../lib/i18n.js";
import { paintPixels } from "../lib/pictures.js";

const FEW = 25;
const GRIDS = ["inputs", "weights", "products"];

export class ChannelView {
  #root;

  constructor(root) {
    this.#root = root;
  }

  show(channel) {
    const cells = channel.inputs.length * channel.inputs[0].length;
    const signs = ["×", "="];
    const parts = GRIDS.flatMap((name, index) => [
      newFigure(t(`layers.${name}`), channel[name], cells <= FEW),
      ...(index < signs.length ? [element("span", "channel__sign", signs[index])] : []),
    ]);
    this.#root.replaceChildren(...parts);
  }

  clear() {
    this.#root.replaceChildren();
  }
}

function newFigure(title, rows, isFew) {
  const figureElement = element("figure", "channel__grid");
  figureElement.append(isFew ? newTable(title, rows) : newPicture(title, rows));
  figureElement.append(element("figcaption", "", title));
  return figureElement;
}

function newTable(title, rows) {
  const largest = largestOf(rows);
  const table = element("table", "channel__table");
  table.setAttribute("aria-label", title);
  for (const row of rows) {
    const line = table.insertRow();
    for (const value of row) {
      const cell = line.insertCell();
      cell.textContent = figure(value);
      // How strongly it is coloured; blue below 0, orange above.
      cell.style.setProperty("--strength", Math.abs(value) / largest);
      cell.classList.toggle("channel__below", value < 0);
    }
  }
  return table;
}

function newPicture(title, rows) {
  const canvas = element("canvas", "channel__picture");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", title);
  const largest = largestOf(rows);
  paintPixels(canvas, rows.flat(), rows[0].length, (value) => colour(value / largest));
  return canvas;
}

// The colours of the pictures of filters, webapp/inference/filter_pictures.py.
function colour(share) {
  const [pale, end] = [[247, 246, 242], share < 0 ? [8, 81, 156] : [179, 71, 0]];
  return [...pale.map((from, index) => from + (end[index] - from) * Math.abs(share)), 255];
}

function largestOf(rows) {
  return Math.max(...rows.flat().map(Math.abs)) || 1;
}
