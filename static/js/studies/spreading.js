// Points that lie in a heap, spread so that each can be seen.

const EVENNESS = 0.75;

/**
 * Points [[x, y], …] within -1 to 1, moved along each direction most of the way to where they would
 * be if all were equally far apart: neighbours stay neighbours, and there is room where many lie.
 */
export function spread(points) {
  const [xs, ys] = [0, 1].map((direction) => spreadAlong(points.map((point) => point[direction])));
  return points.map((_, index) => [xs[index], ys[index]]);
}

function spreadAlong(values) {
  const order = values.map((_, index) => index).sort((a, b) => values[a] - values[b]);
  const even = [];
  order.forEach((index, rank) => {
    even[index] = (2 * rank) / Math.max(1, order.length - 1) - 1;
  });
  return values.map((value, index) => EVENNESS * even[index] + (1 - EVENNESS) * value);
}
