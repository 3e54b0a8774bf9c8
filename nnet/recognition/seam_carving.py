"""Seam carving: paths from top to bottom of some ink that cross as little of it as possible."""

from __future__ import annotations

import numpy as np

STEP_ASIDE = 0.4
"""What a path pays for each column it moves aside, where crossing a pixel of ink costs 1."""

MIN_RIDGE = 1.0
"""Pixels of ink by which a path between two cuts costs more than these, at least, ..."""

FAR = 6.0
"""... unless they are so many times ``apart``: along a level stroke one cut is as good as another.
"""


def find_seams(
    ink: np.ndarray, count: int, apart: float, margin: float, max_cost: float
) -> list[np.ndarray]:
    """Return the best cuts of an (h, w) bool picture, from left to right: (h,) columns each.

    A cut goes from the top row to the bottom row, at most a column aside with each row. For each
    column at half height the cheapest one is found by dynamic programming (Avidan and Shamir, "Seam
    carving", 2007), once upwards and once downwards. Of these the cheapest are taken that have
    costlier ones between them.

    count     how many cuts to return at the most
    apart     columns between any two at half height, at least
    margin    columns between a cut at half height and either side, at least
    max_cost  the cost above which a cut is none
    """
    height, width = ink.shape
    if width < 3 or height < 3:
        return []
    middle = height // 2
    # The cheapest way from each column at half height to the top, and to the bottom.
    above, up = _half(ink[: middle + 1])
    below, down = _half(ink[middle:][::-1])
    total = above + below - ink[middle]
    found: list[int] = []
    for column in np.argsort(total, kind="stable").tolist():
        if len(found) == count or total[column] > max_cost:
            break
        if margin <= column <= width - margin and all(
            abs(column - other) >= apart
            and (abs(column - other) >= FAR * apart or _ridge(total, column, other) >= MIN_RIDGE)
            for other in found
        ):
            found.append(column)
    return [np.concatenate([up[:, c], down[-2::-1, c]]) for c in sorted(found)]


def _ridge(total: np.ndarray, column: int, other: int) -> float:
    """Return how much higher the cost rises between two columns than at the first of them."""
    low, high = sorted((column, other))
    return float(total[low : high + 1].max() - total[column])


def _half(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what the cheapest path from the first row to each column of the last one costs.

    ink  (h, w) bool; returned are the costs, (w,), and the paths, (h, w) columns
    """
    height, width = ink.shape
    beyond = np.array([np.inf], np.float32)
    costs = ink.astype(np.float32)
    froms = np.empty((height, width), np.intp)
    total = costs[0]
    for row in range(1, height):
        left = np.concatenate([beyond, total[:-1]]) + np.float32(STEP_ASIDE)
        right = np.concatenate([total[1:], beyond]) + np.float32(STEP_ASIDE)
        options = np.stack([left, total, right])
        froms[row] = options.argmin(axis=0) - 1
        total = options.min(axis=0) + costs[row]
    paths = np.empty((height, width), np.intp)
    paths[-1] = np.arange(width)
    for row in range(height - 1, 0, -1):
        paths[row - 1] = paths[row] + froms[row, paths[row]]
    return total, paths
