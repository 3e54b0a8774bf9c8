// How a unit's number comes about, line by line: each line a name and a formula with its numbers.

import { figure } from "../layers/figures.js";
import { confidenceText, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { Notation } from "../lib/notation.js";

const FEW = 12;
const notation = new Notation(figure);

/** The lines of a unit's arithmetic as { name, formula, note }. */
export function linesOf(unit) {
  const lines = [{ name: t("formula.products", { count: whole(unit.count) }), ...products(unit) }];
  let value = unit.sum;
  if (unit.bias !== 0) {
    const formula = `${figure(value)} ${notation.addend(unit.bias)} = ${figure(unit.value)}`;
    lines.push({ name: t("formula.bias"), formula });
  }
  ({ value } = unit);
  for (const step of unit.steps) {
    lines.push({ name: t(`formula.${step.type}`), ...STEPS[step.type](value, step) });
    ({ value } = step);
  }
  if (unit.probability !== null) {
    const formula = confidenceText(unit.probability);
    lines.push({ name: t("formula.probability"), formula });
  }
  return lines;
}

function products({ terms, rest, count, sum: total }) {
  const numbers = terms.map(({ product }) => product);
  if (count <= FEW) return { formula: `${notation.sum(numbers)} = ${figure(total)}` };
  const left = { count: whole(count - terms.length), sum: notation.addend(rest) };
  const others = t("formula.others", left);
  return { formula: `${notation.sum(numbers.slice(0, FEW))} ${others} = ${figure(total)}` };
}

const STEPS = {
  batch_norm(value, { constants, value: result }) {
    const { factor: times, offset, scale, shift, mean, variance } = constants;
    const scaled = `${figure(times)} × ${notation.factor(value)}`;
    return {
      formula: `${scaled} ${notation.addend(offset)} = ${figure(result)}`,
      note: t("formula.batch_norm.note", {
        factor: figure(times),
        scale: figure(scale),
        variance: figure(variance),
        offset: figure(offset),
        shift: figure(shift),
        mean: notation.factor(mean),
      }),
    };
  },
  max_pool2d: (_value, { window, value: result }) => ({
    formula: `max(${window.map(figure).join("; ")}) = ${figure(result)}`,
  }),
  relu: (value, { value: result }) => ({ formula: `max(0; ${figure(value)}) = ${figure(result)}` }),
  leaky_relu(value, { constants, value: result }) {
    const less = `${figure(constants.slope)} × ${notation.factor(value)}`;
    return { formula: `max(${figure(value)}; ${less}) = ${figure(result)}` };
  },
  sigmoid: (value, { value: result }) => ({
    formula: `1 / (1 + exp(${figure(-value)})) = ${figure(result)}`,
  }),
  tanh: (value, { value: result }) => ({ formula: `tanh(${figure(value)}) = ${figure(result)}` }),
  scale: (value, { constants, value: result }) => ({
    formula: `${figure(constants.factor)} × ${notation.factor(value)} = ${figure(result)}`,
  }),
  silence: (value, { value: result }) => ({
    formula: `0 × ${notation.factor(value)} = ${figure(result)}`,
  }),
};
