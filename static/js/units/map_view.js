// A unit's map, enlarged: a place of it is chosen under the mouse, by a tap or by arrow keys.

import { ARROWS, clampPlace, placeAt } from "../lib/grid.js";
import { t } from "../lib/i18n.js";
import { decodePicture, pngAddress } from "../lib/pictures.js";

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

  /** Shows the map of a unit, [height, width], as the API tells of it; unit is what it is called. */
  async show({ map, row, column }, shape, unit) {
    this.#shape = shape;
    this.#place = [row, column];
    this.#root.setAttribute("aria-label", t("layers.map", { unit }));
    const picture = await decodePicture(pngAddress(map.picture));
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

  #point(event) {
    // A click by a key has no place.
    if (event.clientX === 0 && event.clientY === 0 && event.detail === 0) return;
    this.#take(placeAt(this.#canvas, event, this.#shape));
  }

  #press(event) {
    const step = ARROWS[event.key];
    if (step === undefined || this.#place === null) return;
    event.preventDefault();
    this.#take(clampPlace(this.#place.map((at, axis) => at + step[axis]), this.#shape));
  }

  #take(place) {
    if (String(place) === String(this.#place)) return;
    this.#place = place;
    this.#showPlace();
    this.#choose(place);
  }
}
