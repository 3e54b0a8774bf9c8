// The network as a picture: the pixels, a disc for each unit, and one unit's strongest connections.

import { element, newButton } from "../lib/elements.js";
import { figure } from "../lib/format.js";
import { ARROWS } from "../lib/grid.js";
import { onRest } from "../lib/hover.js";
import { t } from "../lib/i18n.js";
import { DIGIT_SIDE, paintPixels } from "../lib/pictures.js";
import { Edges } from "./edges.js";
import { HIDDEN, unitName } from "./units.js";

export class NetworkPicture {
  #root; #canvas; #groups; #edges; #count; #caption;
  #step = null;
  #drawn = null;

  /** onPick({ layer, unit }) gets the unit that is hovered, tapped or focused; onPickEdge(place). */
  constructor(root, onPick, onPickEdge) {
    this.#root = root;
    this.#canvas = root.querySelector("canvas");
    this.#groups = [...root.querySelectorAll(".step-network__units")];
    this.#count = root.querySelector('[data-number="hidden"]');
    this.#caption = root.querySelector("#caption");
    this.#edges = new Edges(root.querySelector("svg"), onPickEdge);
    const pick = (unit) => unit?.isConnected && onPick(placeOf(unit));
    root.addEventListener("click", ({ target }) => pick(target.closest(".unit")));
    root.addEventListener("focusin", ({ target }) => pick(target.closest(".unit")));
    onRest(root, ".unit", pick);
    root.addEventListener("keydown", (event) => this.#move(event));
    new ResizeObserver(() => this.#drawEdges()).observe(root);
  }

  /** Shows a step with the unit { layer, unit } picked, and one of its connections. */
  show(step, place, edge, direction) {
    this.#step = step;
    this.#drawn = { place, edge, direction };
    this.#root.dataset.direction = direction;
    this.#paint(step.inputs);
    this.#groups.forEach((group, layer) => this.#fill(group, layer));
    this.#count.textContent = step.layers[HIDDEN].sums.length;
    this.#caption.textContent = t(`step.drawn_${direction}`, { unit: unitName(place) });
    this.#drawEdges();
  }

  #fill(group, layer) {
    const { place, direction } = this.#drawn;
    const { activations, errors } = this.#step.layers[layer];
    while (group.children.length > activations.length) group.lastChild.remove();
    while (group.children.length < activations.length) {
      group.append(newUnit(layer, group.children.length));
    }
    group.classList.toggle("step-network__units--few", activations.length <= 5);
    const largest = Math.max(...errors.map(Math.abs), Number.MIN_VALUE);
    for (const [unit, button] of [...group.children].entries()) {
      const [value, share] =
        direction === "forward"
          ? [activations[unit], activations[unit]]
          : [errors[unit], Math.abs(errors[unit]) / largest];
      const isPicked = place.layer === layer && place.unit === unit;
      button.setAttribute("aria-pressed", isPicked);
      button.tabIndex = isPicked || (unit === 0 && place.layer !== layer) ? 0 : -1;
      button.classList.toggle("unit--negative", value < 0);
      button.classList.toggle("unit--wanted", layer !== HIDDEN && this.#step.targets[unit] === 1);
      button.style.setProperty("--share", share.toFixed(3));
      const text = figure(value);
      const key = direction === "forward" ? "step.value_a" : "step.value_delta";
      button.title = t(key, { unit: unitName({ layer, unit }), value: text });
      button.setAttribute("aria-label", button.title);
      if (layer !== HIDDEN) button.lastElementChild.textContent = text;
    }
  }

  #paint(inputs) {
    // The colour of the paper shines through.
    paintPixels(this.#canvas, inputs, DIGIT_SIDE, (ink) => [0, 0, 0, Math.round(255 * ink)]);
  }

  #drawEdges() {
    if (this.#step === null || this.#root.offsetWidth === 0) return;
    const { place, edge, direction } = this.#drawn;
    const edges = this.#step.layers[place.layer].edges[place.unit];
    const values = direction === "forward" ? edges.terms : edges.gradient.map((value) => -value);
    const frame = this.#root.getBoundingClientRect();
    const end = middle(this.#discOf(place), frame);
    const lines = edges.sources.map((source, at) => ({
      from: place.layer === HIDDEN ? this.#pixel(source, frame) : this.#unit(source, frame),
      to: end,
      value: values[at],
    }));
    this.#edges.draw(lines, edge);
  }

  #discOf({ layer, unit }) {
    return this.#groups[layer].children[unit].firstElementChild;
  }

  #unit(unit, frame) {
    return middle(this.#discOf({ layer: HIDDEN, unit }), frame);
  }

  #pixel(source, frame) {
    const { left, top, width } = this.#canvas.getBoundingClientRect();
    const size = width / DIGIT_SIDE;
    return {
      x: left - frame.left + ((source % DIGIT_SIDE) + 0.5) * size,
      y: top - frame.top + (Math.floor(source / DIGIT_SIDE) + 0.5) * size,
    };
  }

  // To the nearest unit that lies in the direction of the key.
  #move(event) {
    const move = ARROWS[event.key];
    const here = event.target.closest(".unit");
    if (!move || !here) return;
    event.preventDefault();
    const [down, right] = move;
    const start = middle(here.firstElementChild, this.#root.getBoundingClientRect());
    let [nearest, least] = [null, Infinity];
    for (const unit of this.#root.querySelectorAll(".unit")) {
      const end = middle(unit.firstElementChild, this.#root.getBoundingClientRect());
      const along = (end.x - start.x) * right + (end.y - start.y) * down;
      const across = Math.abs((end.x - start.x) * down) + Math.abs((end.y - start.y) * right);
      const distance = along + 3 * across;
      if (along > 1 && distance < least) [nearest, least] = [unit, distance];
    }
    nearest?.focus();
  }
}

function newUnit(layer, unit) {
  const button = newButton("unit");
  button.dataset.unit = unit;
  button.append(element("span", "unit__disc"));
  if (layer !== HIDDEN) button.append(element("b", "", unit), element("span", "unit__value"));
  return button;
}

function placeOf(button) {
  return { layer: Number(button.parentNode.dataset.layer), unit: Number(button.dataset.unit) };
}

function middle(element, frame) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left - frame.left + width / 2, y: top - frame.top + height / 2 };
}
