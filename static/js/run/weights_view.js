// The weights of a network's first layer as pictures, each in its place from epoch to epoch.

import { decimal, whole } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";
import { layerName } from "./layer_names.js";

const DIGITS = 2;

export class WeightsView {
  #grid; #note; #scale;

  /** root holds the grid, what is said of it and the scale of its colours. */
  constructor(root) {
    this.#grid = root.querySelector(".weights");
    this.#note = root.querySelector("#weights-note");
    this.#scale = root.querySelector(".weights__scale");
  }

  show({ layer, type, units, limit, pictures }) {
    const images = this.#imagesFor(pictures.length);
    images.forEach((image, index) => {
      image.src = pngAddress(pictures[index]);
    });
    const key = type === "conv2d" ? "weights.filters" : "weights.units";
    const shown = { shown: whole(pictures.length), layer: layerName({ layer, type }) };
    this.#note.textContent =
      pictures.length < units
        ? t(`${key}.first`, { ...shown, count: whole(units) })
        : tn(key, units, shown);
    const [lowest, , highest] = this.#scale.children;
    const extreme = Number(limit.toPrecision(DIGITS));
    lowest.textContent = decimal(-extreme);
    highest.textContent = decimal(extreme);
  }

  // As many columns as rows, so that any number of pictures fills the same square.
  #imagesFor(count) {
    if (this.#grid.children.length !== count) {
      this.#grid.style.setProperty("--columns", Math.ceil(Math.sqrt(count)));
      this.#grid.replaceChildren(...Array.from({ length: count }, newImage));
    }
    return [...this.#grid.children];
  }
}

function newImage() {
  const image = new Image();
  image.alt = "";
  return image;
}
