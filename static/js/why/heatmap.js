// A heatmap over the digit that the network saw: what speaks for an answer in plain squares, what
// speaks against it in hatched ones, so that both are told apart without colour.

import { svgElement } from "../lib/elements.js";
import { signed } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";
import { placeName } from "./places.js";

const HATCH = 0.8;
// Of the strongest pixel: what is weaker than this cannot be seen.
const FAINTEST = 0.03;
const FIGURES = 2;

export class Heatmap {
  #ink; #marks; #range; #hatch;

  /** The root holds an img, an svg upon it, and a .heatmap__range for the strongest pixels' numbers. */
  constructor(root) {
    this.#ink = root.querySelector("img");
    this.#marks = root.querySelector("svg");
    this.#range = root.querySelector(".heatmap__range");
    this.#hatch = `${root.id}-hatch`;
  }

  /** Shows 28 rows of 28 numbers over a digit, a grey PNG in base64. */
  show(rows, input) {
    const cells = rows.flatMap((row, y) => row.map((value, x) => ({ x, y, value })));
    const highest = cells.reduce((most, cell) => (cell.value > most.value ? cell : most));
    const lowest = cells.reduce((least, cell) => (cell.value < least.value ? cell : least));
    const limit = Math.max(highest.value, -lowest.value);
    const visible = cells.filter(({ value }) => Math.abs(value) > FAINTEST * limit);
    this.#ink.src = pngAddress(input);
    this.#ink.hidden = false;
    this.#marks.replaceChildren(
      hatch(this.#hatch),
      ...visible.map((cell) => square(cell, limit, this.#hatch)),
    );
    this.#range.textContent = range(highest.value, lowest.value);
    this.#marks.setAttribute("aria-label", words(highest, lowest));
  }

  clear() {
    this.#ink.hidden = true;
    this.#marks.replaceChildren();
    this.#range.textContent = "";
    this.#marks.setAttribute("aria-label", t("why.map.nothing"));
  }
}

function square({ x, y, value }, limit, hatchId) {
  const kind = value > 0 ? "for" : "against";
  const shape = svgElement("rect", { x, y, width: 1, height: 1, class: `heatmap__${kind}` });
  shape.setAttribute("opacity", (Math.abs(value) / limit).toFixed(2));
  if (value < 0) shape.setAttribute("fill", `url(#${hatchId})`);
  return shape;
}

function hatch(id) {
  const sides = { width: HATCH, height: HATCH };
  const lines = { id, ...sides, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  const pattern = svgElement("pattern", lines);
  pattern.append(
    svgElement("rect", { ...sides, class: "heatmap__ground" }),
    svgElement("rect", { width: HATCH / 2, height: HATCH, class: "heatmap__line" }),
  );
  return pattern;
}

function range(highest, lowest) {
  const written = (value) => signed(Number(value.toPrecision(FIGURES)));
  if (highest <= 0 && lowest >= 0) return t("why.range.none");
  if (lowest >= 0) return t("why.range.one", { value: written(highest) });
  if (highest <= 0) return t("why.range.one", { value: written(lowest) });
  return t("why.range", { most: written(highest), least: written(lowest) });
}

function words(highest, lowest) {
  const most = placeName(highest);
  const least = placeName(lowest);
  if (highest.value <= 0 && lowest.value >= 0) return t("why.map.nothing");
  if (lowest.value >= 0) return t("why.map.for", { most });
  if (highest.value <= 0) return t("why.map.against", { least });
  return t("why.map", { most, least });
}
