// Filters of 5 × 5 weights, made by hand; a network finds its own.

const table = (rows) => Object.freeze(rows.join(" ").split(" ").map(Number));

/** By the name of what each looks for. */
export const FILTERS = Object.freeze({
  upright: table(["-1 -1 4 -1 -1", "-1 -1 4 -1 -1", "-1 -1 4 -1 -1", "-1 -1 4 -1 -1", "-1 -1 4 -1 -1"]),
  level: table(["-1 -1 -1 -1 -1", "-1 -1 -1 -1 -1", "4 4 4 4 4", "-1 -1 -1 -1 -1", "-1 -1 -1 -1 -1"]),
  slant: table(["-2 -2 -1 1 4", "-2 -1 1 4 1", "-1 1 4 1 -1", "1 4 1 -1 -2", "4 1 -1 -2 -2"]),
  edge: table(["-2 -1 0 1 2", "-2 -1 0 1 2", "-2 -1 0 1 2", "-2 -1 0 1 2", "-2 -1 0 1 2"]),
  mean: table(["1 1 1 1 1", "1 1 1 1 1", "1 1 1 1 1", "1 1 1 1 1", "1 1 1 1 1"]),
});
