// The chosen layer: a button for each of its units, with the unit's map or number.

import { element, newButton } from "../lib/elements.js";
import { whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";
import { figure } from "./figures.js";
import { GridPicker } from "./grid_picker.js";
import { freshContext } from "./picture.js";

const SIDE = 56;
const HOVER_MS = 250;
const PARTS = ["layer-title", "layer-about", "units", "units-note", "unit-number", "unit-count"];

export class LayerView {
  #parts; #picker; #chosen;
  #key = null;
  #units = [];
  #unit = null;
  #most = 0;
  #resting = null;

  /** chosen(unit) is called with the number of the unit that is looked at. */
  constructor(root, chosen) {
    this.#parts = Object.fromEntries(PARTS.map((id) => [id, root.querySelector(`#${id}`)]));
    this.#chosen = chosen;
    this.#picker = new GridPicker(this.#parts.units, (button) => this.#take(button));
    this.#parts["unit-number"].addEventListener("input", () => this.#search());
    this.#parts.units.addEventListener("pointerover", (event) => this.#hover(event));
    this.#parts.units.addEventListener("pointerleave", () => clearTimeout(this.#resting));
  }

  /** Shows the layer in the index-th place, its unit that is looked at, and those that are off. */
  show({ network, answer, sprites }, index, unit, off) {
    const [layer, made] = [network.layers[index], answer.layers[index]];
    this.#units = made.shown ?? Array.from({ length: layer.units }, (_, number) => number);
    this.#unit = unit;
    const key = `${network.model} ${index} ${this.#units}`;
    const filters = index === 0 ? network.filters.pictures : [];
    const isNew = this.#key !== key;
    if (isNew) this.#build(layer, made, filters);
    this.#key = key;
    this.#buttons.forEach((button, place) => {
      const isOff = off.has(this.#units[place]);
      button.classList.toggle("unit-tile--off", isOff);
      if (sprites[index]) paint(button.querySelector("canvas"), sprites[index], place);
      else showNumber(button, made.values[place], made);
    });
    this.#mark();
    if (isNew) this.#reveal();
  }

  get #buttons() {
    return [...this.#parts.units.children];
  }

  // The list scrolls to the unit that is looked at; the page stays where it is.
  #reveal() {
    const button = this.#buttons[this.#units.indexOf(this.#unit)];
    if (!button) return;
    const list = this.#parts.units;
    list.scrollTop = button.offsetTop - (list.clientHeight - button.offsetHeight) / 2;
  }

  #build(layer, made, filters) {
    const isMap = made.picture !== undefined;
    this.#parts["layer-title"].textContent = layer.title;
    this.#parts["layer-about"].textContent = layer.about;
    const counts = { shown: whole(this.#units.length), count: whole(layer.units) };
    const notes = [
      ...(made.shown ? [t("layers.strongest", counts)] : []),
      ...(filters.length > 0 ? [t("layers.filters")] : []),
    ];
    this.#parts["units-note"].textContent = notes.join(" ");
    this.#most = layer.units - 1;
    this.#parts["unit-number"].max = this.#most;
    this.#parts["unit-count"].textContent = t("layers.range", { last: whole(this.#most) });
    this.#parts.units.classList.toggle("units--numbers", !isMap);
    this.#parts.units.classList.toggle("units--filters", filters.length > 0);
    this.#parts.units.replaceChildren(
      ...this.#units.map((unit) => newTile(unit, isMap, filters[unit])),
    );
  }

  #mark() {
    const place = this.#units.indexOf(this.#unit);
    this.#picker.mark(this.#buttons[place] ?? null);
    const field = this.#parts["unit-number"];
    if (document.activeElement !== field) field.value = this.#unit ?? "";
  }

  #take(button) {
    if (!button.isConnected) return;
    this.#unit = this.#units[this.#buttons.indexOf(button)];
    this.#mark();
    this.#chosen(this.#unit);
  }

  // A mouse that only passes on its way to the arithmetic opens nothing.
  #hover({ pointerType, target }) {
    clearTimeout(this.#resting);
    const button = target.closest("button");
    if (pointerType !== "mouse" || button === null) return;
    this.#resting = setTimeout(() => this.#take(button), HOVER_MS);
  }

  #search() {
    const unit = this.#parts["unit-number"].valueAsNumber;
    if (!Number.isInteger(unit) || unit < 0 || unit > this.#most) return;
    this.#unit = unit;
    this.#mark();
    this.#reveal();
    this.#chosen(unit);
  }
}

function newTile(unit, isMap, filter) {
  const button = newButton("unit-tile");
  button.setAttribute("role", "radio");
  if (filter) button.append(newFilter(filter));
  if (isMap) {
    button.setAttribute("aria-label", t("layers.unit", { unit }));
    button.title = t("layers.unit", { unit });
    button.append(element("canvas", "unit-tile__map"));
  } else {
    button.append(element("span", "unit-tile__name", String(unit)));
    button.append(element("span", "unit-tile__value"), element("span", "unit-tile__bar"));
  }
  return button;
}

function newFilter(picture) {
  const image = new Image();
  image.className = "unit-tile__filter";
  image.alt = "";
  image.src = pngAddress(picture);
  return image;
}

function paint(canvas, sprite, place) {
  const height = SIDE / sprite.ratio;
  sprite.paint(freshContext(canvas, SIDE, height), place, 0, 0, SIDE, height);
}

function showNumber(button, value, { minimum, maximum }) {
  const largest = Math.max(Math.abs(minimum), Math.abs(maximum)) || 1;
  button.querySelector(".unit-tile__value").textContent = figure(value);
  button.style.setProperty("--share", Math.abs(value) / largest);
  button.classList.toggle("unit-tile--below", value < 0);
}
