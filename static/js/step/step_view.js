// The view of a training step: what is looked at of it, and the parts of the page that show it.

import { PlainLine } from "../charts/plain_line.js";
import { figure, whole } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { MAX_STEPS } from "./exercise.js";
import { NetworkPicture } from "./network_picture.js";
import { StepCards } from "./step_cards.js";
import { OUTPUTS, unitTitle } from "./units.js";

export class StepView {
  #picture; #cards; #line; #title; #costWords;
  #step = null;
  #settings = null;
  #place = null;
  #edge = 0;

  constructor(root) {
    const part = (id) => root.querySelector(`#${id}`);
    const pickEdge = (edge) => this.#pickEdge(edge);
    this.#picture = new NetworkPicture(part("network"), (place) => this.#pick(place), pickEdge);
    this.#cards = new StepCards(part("cards"), pickEdge);
    this.#line = new PlainLine(part("cost-line"));
    this.#title = part("unit-title");
    this.#costWords = part("cost-words");
  }

  /** Shows a step; settings are { direction, cost, rate, label }. */
  show(step, settings) {
    const former = this.#settings?.label;
    this.#step = step;
    this.#settings = settings;
    if (this.#isToBeLeft(former)) this.#place = { layer: OUTPUTS, unit: settings.label };
    this.#showCosts(step);
    this.#draw();
  }

  /** Looks at the same step in the other direction. */
  turn(direction) {
    this.#settings = { ...this.#settings, direction };
    if (this.#step) this.#draw();
  }

  // Nothing is picked, the layer has become too small, or it is the output of what was the right digit.
  #isToBeLeft(former) {
    if (this.#place === null) return true;
    const { layer, unit } = this.#place;
    return unit >= this.#step.layers[layer].sums.length || (layer === OUTPUTS && unit === former);
  }

  #pick({ layer, unit }) {
    if (this.#place.layer === layer && this.#place.unit === unit) return;
    this.#place = { layer, unit };
    this.#edge = 0;
    this.#draw();
  }

  #pickEdge(edge) {
    if (edge === this.#edge) return;
    this.#edge = edge;
    this.#draw();
  }

  #draw() {
    const count = this.#step.layers[this.#place.layer].edges[this.#place.unit].sources.length;
    this.#edge = Math.min(this.#edge, count - 1);
    this.#title.textContent = unitTitle(this.#place);
    this.#picture.show(this.#step, this.#place, this.#edge, this.#settings.direction);
    this.#cards.show(this.#step, this.#place, this.#edge, this.#settings);
  }

  #showCosts({ steps, costs }) {
    this.#line.show(costs, steps, [0, Math.max(...costs)]);
    const numbers = { before: figure(costs[steps]), after: figure(costs[steps + 1]) };
    if (steps === 0) this.#costWords.textContent = t("step.first", numbers);
    else if (steps < MAX_STEPS) {
      this.#costWords.textContent = tn("step.fallen", steps, { ...numbers, steps: whole(steps) });
    } else this.#costWords.textContent = t("step.most", { steps: whole(steps) });
  }
}
