"""Connected components, 8-connectivity."""

from __future__ import annotations

import numpy as np


def connected_components(ink: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the components of an (h, w) bool picture: (h, w) int32, 0 paper, 1 to n; and n.

    Pixels are connected across edges and corners; components are numbered in the order in which
    rows from the top, read from left to right, come upon them. Each row's runs of ink are joined
    with the runs that they touch in the row above (Rosenfeld and Pfaltz 1966, on runs), so that
    what costs time is the number of runs, not of pixels.
    """
    height, width = ink.shape
    edges = np.diff(ink.astype(np.int8), axis=1, prepend=0, append=0)
    rows, starts = (places.astype(np.int32) for places in np.nonzero(edges == 1))
    ends = np.nonzero(edges == -1)[1].astype(np.int32)
    roots = _roots(len(rows), *_touching_runs(rows, starts, ends, width + 1))
    numbers = np.cumsum(roots == np.arange(len(roots)), dtype=np.int32)[roots]
    # Each run's number is added where it starts and taken away where it ends; sums fill between.
    marks = np.zeros((height, width + 1), np.int32)
    marks[rows, starts] = numbers
    # Two runs of a row have paper between them, so that no run starts where another one ends.
    marks[rows, ends] = -numbers
    return marks.cumsum(axis=1, dtype=np.int32)[:, :width], int(numbers.max(initial=0))


def _touching_runs(
    rows: np.ndarray, starts: np.ndarray, ends: np.ndarray, stride: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return all pairs of runs that touch, the upper ones and the lower ones: (pairs,) each.

    rows, starts, ends  (n,) of each run, in the order of rows and, within one, of columns
    stride              more than any end: ``row * stride + column`` orders places as reading does
    """
    above = (rows - 1) * stride
    first = np.searchsorted(rows * stride + ends, above + starts).astype(np.int32)
    last = np.searchsorted(rows * stride + starts, above + ends, side="right").astype(np.int32)
    counts = np.maximum(last - first, 0)
    lower = np.repeat(np.arange(len(rows), dtype=np.int32), counts)
    # The upper runs of each lower one stand in a row, from its first one on.
    before = np.cumsum(counts, dtype=np.int32) - counts
    return np.arange(len(lower), dtype=np.int32) + (first - before)[lower], lower


def _roots(count: int, upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """Return for each of so many runs the first run of its component: (count,).

    All pairs at once: each root that has a pair with a smaller one points to that, then every run
    to its root (Shiloach and Vishkin 1982). Two rounds leave at most half as many roots within a
    component, whatever its form: a root stays only as long as none of its neighbours is smaller.
    """
    roots = np.arange(count, dtype=np.int32)
    while len(upper):
        a, b = roots[upper], roots[lower]
        np.minimum.at(roots, np.maximum(a, b), np.minimum(a, b))
        while not np.array_equal(roots, further := roots[roots]):
            roots = further
        apart = roots[upper] != roots[lower]
        upper, lower = upper[apart], lower[apart]
    return roots
