// A segmentation lattice: of all divisions of the segments among digits, the likeliest, as in
// nnet/recognition/lattice.py. Costs are in nats.

import { CLASSES, SEVERAL } from "./rejection.js";
import { boxOfSpan } from "./segmentation.js";

const GAP_COST = 0.5;
const SMALL_COST = 6;
const MORE_COST = 0.3;
const APART_COST = 1;
const SHARED_HEIGHT = 0.45;
const MIN_PROBABILITY = 1e-3;

/** The negative log likelihood of what has this probability, in nats. */
export function nll(probability) {
  return -Math.log(Math.max(probability, MIN_PROBABILITY));
}

/**
 * The division of segments among digits that costs the least: the spans, from left to right, best first
 * (Dijkstra 1959). ask(span) tells what the guard says of one: twelve probabilities.
 */
export function bestPath(segments, spans, ask) {
  const count = segments.boxes.length;
  const shapes = shapeCosts(segments, spans);
  const items = spans.map((span, index) => ({ span, shape: shapes[index], more: null }));
  const reached = new Map();
  // Costs, and whether they are all; a span is there with what its shape costs until it is judged.
  const queue = [{ cost: 0, isAll: true, item: { span: [0, 0] } }];
  while (!reached.has(count)) {
    const { cost, isAll, item } = takeLeast(queue);
    const [first, last] = item.span;
    if (reached.has(last) || (!isAll && item.more !== null)) continue;
    if (isAll) {
      reached.set(last, { cost, item });
      for (const next of items.filter(({ span }) => span[0] === last)) {
        queue.push({ cost: cost + next.shape, isAll: false, item: next });
      }
      continue;
    }
    for (const other of items) {
      const isCheaper = other.shape <= item.shape && other.more === null;
      const isAsked = isCheaper && other.span[0] === first && !reached.has(other.span[1]);
      if (!isAsked) continue;
      other.more = nll(Math.max(...ask(other.span).slice(0, CLASSES)));
      queue.push({ cost: reached.get(first).cost + other.shape + other.more, isAll: true, item: other });
    }
  }
  const path = [];
  for (let place = count; place > 0; [place] = path[0]) path.unshift(reached.get(place).item.span);
  return path;
}

function takeLeast(queue) {
  let least = 0;
  queue.forEach((entry, index) => {
    if (comesBefore(entry, queue[least])) least = index;
  });
  return queue.splice(least, 1)[0];
}

function comesBefore(one, other) {
  if (one.cost !== other.cost) return one.cost < other.cost;
  if (one.isAll !== other.isAll) return other.isAll;
  const [[first, last], [otherFirst, otherLast]] = [one.item.span, other.item.span];
  return first === otherFirst ? last < otherLast : first < otherFirst;
}

/**
 * Whether ink is likelier several digits than one, or none: what the guard says of it as a whole, the
 * negative log likelihood of each of the digits, and between which share of them there is paper.
 */
export function isSeveral(probabilities, ofDigits, apart) {
  const costs = Array.from(probabilities, nll);
  const favour = MORE_COST * (ofDigits.length - 2) + APART_COST * apart;
  const all = ofDigits.reduce((sum, one) => sum + one, 0);
  return costs[SEVERAL] + all < Math.min(...costs.slice(0, SEVERAL)) + favour;
}

/** Between which share of neighbouring digits there is paper; 0 where they do not stand side by side. */
export function shareApart(segments, spans) {
  const boxes = spans.map((span) => boxOfSpan(segments, span));
  const tallest = Math.max(...boxes.map(([, top, , bottom]) => bottom - top));
  const shared = Math.min(...boxes.map((box) => box[3])) - Math.max(...boxes.map((box) => box[1]));
  return shared < SHARED_HEIGHT * tallest ? 0 : 1;
}

// What spans of segments cost because of their size and their gaps.
function shapeCosts(segments, spans) {
  const tallest = Math.max(...segments.boxes.map(([, top, , bottom]) => bottom - top));
  return spans.map((span) => {
    const [, top, , bottom] = boxOfSpan(segments, span);
    const smallness = Math.max(0, 0.5 - (bottom - top) / tallest);
    return SMALL_COST * smallness + GAP_COST * (span[1] - span[0] - 1);
  });
}
