// The chosen layer: a button for each of its units, with the unit's map or number.

import { element, newButton } from "../lib/elements.js";
import { whole } from "../lib/format.js";
import { onRest } from "../lib/hover.js";
import { joinSentences, t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";
import { figure } from "./figures.js";
import { GridPicker } from "./grid_picker.js";
import { freshContext } from "./picture.js";
import { numberOf, unitAt, unitTitle } from "./unit_names.js";

const SIDE = 56;
const PARTS = ["layer-title", "layer-about", "units", "units-note", "unit-number", "unit-count"];

export class LayerView {
  #parts; #picker; #chosen;
  #key = null;
  #layer = null;
  #units = [];
  #unit = null;

  /** chosen(unit) is called with the number of the unit that is looked at. */
  constructor(root, chosen) {
    this.#parts = Object.fromEntries(PARTS.map((id) => [id, root.querySelector(`#${id}`)]));
    this.#chosen = chosen;
    this.#picker = new GridPicker(this.#parts.units, (button) => this.#take(button));
    this.#parts["unit-number"].addEventListener("input", () => this.#search());
    onRest(this.#parts.units, "button", (button) => this.#take(button));
  }

  /** Shows the layer in the index-th place, its unit that is looked at, and those that are off. */
  show({ network, answer, sprites }, index, unit, off) {
    const [layer, made] = [network.layers[index], answer.layers[index]];
    this.#layer = layer;
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
    this.#parts["units-note"].textContent = joinSentences(notes);
    const [first, last] = [layer.first, numberOf(layer, layer.units - 1)];
    Object.assign(this.#parts["unit-number"], { min: first, max: last });
    const range = { first: whole(first), last: whole(last) };
    this.#parts["unit-count"].textContent = t("layers.range", range);
    this.#parts.units.classList.toggle("units--numbers", !isMap);
    this.#parts.units.classList.toggle("units--filters", filters.length > 0);
    this.#parts.units.replaceChildren(
      ...this.#units.map((unit) => newTile(layer, unit, isMap, filters[unit])),
    );
  }

  #mark() {
    const place = this.#units.indexOf(this.#unit);
    this.#picker.mark(this.#buttons[place] ?? null);
    const field = this.#parts["unit-number"];
    if (document.activeElement !== field) field.value = numberOf(this.#layer, this.#unit);
  }

  #take(button) {
    if (!button.isConnected) return;
    this.#unit = this.#units[this.#buttons.indexOf(button)];
    this.#mark();
    this.#chosen(this.#unit);
  }

  #search() {
    const unit = unitAt(this.#layer, this.#parts["unit-number"].valueAsNumber);
    if (!Number.isInteger(unit) || unit < 0 || unit >= this.#layer.units) return;
    this.#unit = unit;
    this.#mark();
    this.#reveal();
    this.#chosen(unit);
  }
}

function newTile(layer, unit, isMap, filter) {
  const button = newButton("unit-tile");
  button.setAttribute("role", "radio");
  if (filter) button.append(newFilter(filter));
  if (isMap) {
    button.title = unitTitle(layer, unit);
    button.setAttribute("aria-label", button.title);
    button.append(element("canvas", "unit-tile__map"));
  } else {
    button.append(element("span", "unit-tile__name", whole(numberOf(layer, unit))));
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
