// Runs that differ in their seed alone, put together: their mean, from the lowest to the highest.

import { isNumber } from "../lib/format.js";
import { tn } from "../lib/i18n.js";

/** Groups entries { run, metrics } in their order; a run that has no sibling is a group of one. */
export function seedGroups(entries) {
  const groups = new Map();
  for (const entry of entries) {
    const key = JSON.stringify({ ...entry.run.config, seed: null });
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map((members) => ({
    // Whatever the order of its members: a group is found again by its id.
    id: `seeds-${members.map(({ run }) => run.id).sort()[0]}`,
    members,
    name: nameOf(members),
  }));
}

/** The mean of curves { x, y } over those that have an epoch, epoch by epoch, and the extremes. */
export function bandOf(curves) {
  const epochs = new Map();
  for (const { x, y } of curves) {
    x.forEach((epoch, at) => {
      if (isNumber(y[at])) epochs.set(epoch, [...(epochs.get(epoch) ?? []), y[at]]);
    });
  }
  const sorted = [...epochs].sort(([left], [right]) => left - right);
  return {
    x: sorted.map(([epoch]) => epoch),
    y: sorted.map(([, values]) => values.reduce((sum, value) => sum + value, 0) / values.length),
    band: {
      low: sorted.map(([, values]) => Math.min(...values)),
      high: sorted.map(([, values]) => Math.max(...values)),
    },
  };
}

function nameOf(members) {
  const names = members.map(({ run }) => run.name ?? run.recipe);
  if (names.length === 1) return names[0];
  // What the names begin with, without the last word and what leads to it: ", seed".
  const common = names.reduce(commonStart).replace(/[\s,;:_-]+\p{L}*[\s\d_-]*$/u, "");
  return tn("group.name", members.length, { name: common || members[0].run.recipe });
}

function commonStart(left, right) {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return left.slice(0, length);
}
