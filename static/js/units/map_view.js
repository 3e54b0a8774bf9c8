// A unit's map, enlarged: a place of it is chosen under the mouse, by a tap or by arrow keys.

import { pictureOf } from "../layers/picture.js";
import { t } from "../lib/i18n.js";

const STEPS = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
};

export class MapView {
  #root; #canvas; #mark; #choose;
  #shape = [1, 1];
  #place = null;

  /** choose([row, column]) is called with the place that is looked at. */
  constructor(root, choose) {
    this.#root = root;
    this.#canvas = root.querySelector("canvas");
    this.#mark = root.querySelector(".unit-map__mark");
    this.#choose = choose;
    root.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse") this.#point(event);
    });
    root.addEventListener("click", (event) => this.#point(event));
    root.addEventListener("keydown", (event) => this.#press(event));
  }

  /** Shows the map of a unit, [height, width], as the API tells of it. */
  async show({ map, row, column, unit }, shape) {
    this.#shape = shape;
    this.#place = [row, column];
    this.#root.setAttribute("aria-label", t("layers.map", { unit }));
    const picture = await pictureOf(map.picture);
    [this.#canvas.height, this.#canvas.width] = shape;
    this.#canvas.getContext("2d").drawImage(picture, 0, 0);
    this.#showPlace();
  }

  #showPlace() {
    const [height, width] = this.#shape;
    const [row, column] = this.#place;
    const { style } = this.#mark;
    style.setProperty("--left", column / width);
    style.setProperty("--top", row / height);
    style.setProperty("--width", 1 / width);
    style.setProperty("--height", 1 / height);
  }

  #point({ clientX, clientY, detail }) {
    // A click by a key has no place.
    if (clientX === 0 && clientY === 0 && detail === 0) return;
    const box = this.#canvas.getBoundingClientRect();
    const [height, width] = this.#shape;
    this.#take([
      Math.floor(((clientY - box.top) / box.height) * height),
      Math.floor(((clientX - box.left) / box.width) * width),
    ]);
  }

  #press(event) {
    const step = STEPS[event.key];
    if (step === undefined || this.#place === null) return;
    event.preventDefault();
    this.#take(this.#place.map((at, axis) => at + step[axis]));
  }

  #take(wanted) {
    const place = wanted.map((at, axis) => Math.min(Math.max(at, 0), this.#shape[axis] - 1));
    if (String(place) === String(this.#place)) return;
    this.#place = place;
    this.#showPlace();
    this.#choose(place);
  }
}
