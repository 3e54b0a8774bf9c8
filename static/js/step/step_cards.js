// The numbers of one unit in a step: in the formulas, and in tables of its connections.

import { figure, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Notation } from "../lib/notation.js";
import { EdgeTable } from "./edge_table.js";
import { HIDDEN, numberOf, OUTPUTS, sourceName, unitName } from "./units.js";

const notation = new Notation(figure);

export class StepCards {
  #root; #terms; #costs; #returned; #changes;

  /** onPickEdge(place) gets the place of a connection among the strongest of the unit. */
  constructor(root, onPickEdge) {
    const table = (id) => root.querySelector(`#${id}`);
    this.#root = root;
    this.#terms = new EdgeTable(table("terms"), onPickEdge);
    this.#changes = new EdgeTable(table("changes"), onPickEdge);
    this.#costs = new EdgeTable(table("cost-terms"));
    this.#returned = new EdgeTable(table("returned"));
  }

  /** Shows the unit { layer, unit } of a step, and one of its connections. */
  show(step, place, edge, { direction, cost, rate }) {
    const { layer, unit } = place;
    Object.assign(this.#root.dataset, {
      direction,
      cost,
      units: layer === HIDDEN ? "hidden" : "outputs",
    });
    const values = step.layers[layer];
    const edges = values.edges[unit];
    const inputs = layer === HIDDEN ? step.inputs : step.layers[HIDDEN].activations;
    const name = (source) => sourceName(layer, source);
    const source = edges.sources[edge];
    const isPart = edges.sources.length < inputs.length;
    this.#fill({
      unit: whole(numberOf(place)),
      layer: whole(layer + 2),
      z: figure(values.sums[unit]),
      a: figure(values.activations[unit]),
      y: figure(step.targets[unit] ?? null),
      slope: figure(values.slopes[unit]),
      delta: figure(values.errors[unit]),
      returned: figure(step.returned_sums[unit] ?? null),
      rate: figure(rate),
      "edge-weight": figure(edges.weights[edge]),
      "edge-a": figure(inputs[source]),
      "edge-delta": notation.factor(values.errors[unit]),
      "edge-new": figure(edges.new_weights[edge]),
    });
    this.#say("edge", t("step.edge", { source: name(source), unit: unitName(place) }));
    this.#showTerms(values, unit, edges, inputs, name, isPart);
    this.#showChanges(values, unit, edges, name);
    this.#showCost(step);
    if (layer === HIDDEN) this.#showReturned(step, unit);
    const key = isPart ? `step.strongest_${layer}` : "step.all_inputs";
    const counts = { shown: whole(edges.sources.length), count: whole(inputs.length) };
    this.#say("strongest", t(key, counts));
    this.#terms.mark(edge);
    this.#changes.mark(edge);
  }

  #showTerms(values, unit, edges, inputs, name, isPart) {
    const rows = edges.sources.map((source, at) => [
      name(source),
      ...[inputs[source], edges.weights[at], edges.terms[at]].map(figure),
    ]);
    this.#terms.show(rows, [
      ...(isPart ? [[t("step.others"), "", "", figure(edges.others)]] : []),
      [t("step.bias"), "", "", figure(values.biases[unit])],
      [t("step.sum"), "", "", figure(values.sums[unit])],
    ]);
  }

  #showChanges(values, unit, edges, name) {
    const rows = edges.sources.map((source, at) => [
      name(source),
      ...[edges.gradient[at], edges.weights[at], edges.new_weights[at]].map(figure),
    ]);
    const bias = [values.errors[unit], values.biases[unit], values.new_biases[unit]];
    this.#changes.show(rows, [[t("step.bias"), ...bias.map(figure)]]);
  }

  #showCost({ layers, targets, cost_terms: terms, steps, costs }) {
    const { activations } = layers[OUTPUTS];
    const rows = terms.map((term, digit) => [
      whole(digit),
      ...[activations[digit], targets[digit], term].map(figure),
    ]);
    this.#costs.show(rows, [[t("step.cost"), "", "", figure(costs[steps])]]);
  }

  #showReturned({ layers, returned, returned_sums: sums }, unit) {
    const { errors } = layers[OUTPUTS];
    const rows = errors.map((error, digit) => [
      unitName({ layer: OUTPUTS, unit: digit }),
      ...[error, returned[unit][digit]].map(figure),
    ]);
    this.#returned.show(rows, [[t("step.total"), "", figure(sums[unit])]]);
  }

  #fill(numbers) {
    for (const element of this.#root.querySelectorAll("[data-number]")) {
      element.textContent = numbers[element.dataset.number];
    }
  }

  #say(name, text) {
    this.#root.querySelector(`[data-text="${name}"]`).textContent = text;
  }
}
