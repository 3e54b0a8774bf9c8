// The smallest change of the strokes that changes the answer, drawn onto a copy of the paper.

import { SIDE } from "../ink/strokes.js";
import { svgElement } from "../lib/elements.js";
import { t, tn } from "../lib/i18n.js";

// What is taken away is drawn thinner than the pen, so that it does not pass for ink.
const TAKEN_SHARE = 0.5;
const WHOLE = `0 0 ${SIDE} ${SIDE}`;
// Around a digit of a number, in widths of its pen.
const MARGIN = 2;

export class ChangeView {
  #paper; #words; #note; #button; #draw;
  #change = null;

  /** draw(strokes, width) draws a change onto the visitor's paper. */
  constructor(root, draw) {
    this.#paper = root.querySelector("svg");
    this.#words = root.querySelector(".change__words");
    this.#note = root.querySelector(".change__note");
    this.#button = root.querySelector("button");
    this.#draw = draw;
    this.#button.addEventListener("click", () => this.#apply());
  }

  /** Shows the answer to a question about the strokes of all that is drawn, or of one digit of it. */
  show({ tried, change }, { strokes, isWhole }) {
    this.#change = change;
    this.#button.hidden = change === null || !isWhole;
    this.#paper.setAttribute("viewBox", isWhole || change === null ? WHOLE : around(change));
    this.#paper.replaceChildren(...(change === null ? strokes.map(ink) : picture(change)));
    this.#words.textContent = words(tried, change);
    this.#note.textContent = tried > 0 ? tn("why.tried", tried) : "";
  }

  /** Says why nothing is sought. */
  refuse(text) {
    this.clear();
    this.#words.textContent = text;
  }

  clear() {
    this.#change = null;
    this.#paper.replaceChildren();
    this.#button.hidden = true;
    this.#words.textContent = "";
    this.#note.textContent = "";
  }

  #apply() {
    const { strokes } = this.#change;
    this.#draw(strokes.map(({ points }) => points), strokes[0].width);
  }
}

function picture({ kind, part, strokes }) {
  const { width } = strokes[0];
  const changed =
    kind === "gap"
      ? line(part, width, "change__added")
      : line(part, width * TAKEN_SHARE, "change__taken");
  return [...strokes.map(ink), changed];
}

function ink({ points, width }) {
  return line(points, width, "change__ink");
}

// A square around one digit of several.
function around({ part, strokes }) {
  const points = [part, ...strokes.map((stroke) => stroke.points)].flat();
  const [left, top] = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
  const [right, bottom] = [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])));
  const side = Math.max(right - left, bottom - top) + 2 * MARGIN * strokes[0].width;
  return `${(left + right - side) / 2} ${(top + bottom - side) / 2} ${side} ${side}`;
}

function line(points, width, name) {
  const d = points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
  // A line of one point is a dot only where it goes somewhere.
  return svgElement("path", { d: points.length > 1 ? d : `${d}h0`, "stroke-width": width, class: name });
}

function words(tried, change) {
  if (change !== null) {
    const { kind, digit } = change;
    return digit === null ? t(`why.change.${kind}.none`) : t(`why.change.${kind}`, { digit });
  }
  return tried > 0 ? t("why.change.nothing") : t("why.change.untried");
}
