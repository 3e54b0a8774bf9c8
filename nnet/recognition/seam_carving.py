"""Seam carving: paths from top to bottom of some ink that cross as little of it as possible."""

from __future__ import annotations

import numpy as np

STEP_ASIDE = np.float32(0.4)
"""What a path pays for each column it moves aside, where crossing a pixel of ink costs 1."""

WAYS = np.array([STEP_ASIDE, 0, STEP_ASIDE], np.float32)

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
    # From the top, and from the bottom, to half height, side by side: the lower half has as many
    # rows as the upper one or one less, before which there is paper then.
    halves = np.zeros((middle + 1, 2, width), np.float32)
    halves[:, 0] = ink[: middle + 1]
    halves[2 * middle + 1 - height :, 1] = ink[middle:][::-1]
    costs = _costs(halves)
    above, below = costs[-1, :, 1:-1]
    total = above + below - ink[middle]
    chosen = _choose(total, count, apart, margin, max_cost)
    up, down = _paths(costs, chosen)
    return [*np.concatenate([up, down[-2::-1][: height - middle - 1]]).T]


def _choose(
    total: np.ndarray, count: int, apart: float, margin: float, max_cost: float
) -> list[int]:
    """Return at which columns the best cuts are, from left to right; see ``find_seams``.

    total  (w,) what the cheapest path through each column costs
    """
    found: list[int] = []
    costs, width, most = total.tolist(), len(total), float(np.float32(max_cost))
    for column in np.argsort(total, kind="stable").tolist():
        if len(found) == count or costs[column] > most:
            break
        if not margin <= column <= width - margin:
            continue
        near = [other for other in found if abs(column - other) < FAR * apart]
        if all(
            abs(column - other) >= apart and _ridge(costs, column, other) >= MIN_RIDGE
            for other in near
        ):
            found.append(column)
    return sorted(found)


def _ridge(costs: list[float], column: int, other: int) -> float:
    """Return how much higher the cost rises between two columns than at the first of them."""
    low, high = sorted((column, other))
    return float(np.float32(max(costs[low : high + 1])) - np.float32(costs[column]))


def _costs(ink: np.ndarray) -> np.ndarray:
    """Return what the cheapest path from the first row to each pixel costs, for n pictures.

    ink  (h, n, w) float32, 1 where there is some

    The answer is (h, n, w + 2) float32: beside each row are columns that no path can afford.
    """
    height, pictures, width = ink.shape
    costs = np.full((height, pictures, width + 2), np.inf, np.float32)
    costs[0, :, 1:-1] = ink[0]
    cheapest = np.empty((pictures, width), np.float32)
    for row in range(1, height):
        before = costs[row - 1]
        np.minimum(before[:, :-2], before[:, 2:], out=cheapest)
        np.add(cheapest, STEP_ASIDE, out=cheapest)
        np.minimum(cheapest, before[:, 1:-1], out=cheapest)
        np.add(cheapest, ink[row], out=costs[row, :, 1:-1])
    return costs


def _paths(costs: np.ndarray, columns: list[int]) -> np.ndarray:
    """Return the cheapest paths to columns of the last row: (n, h, columns).

    costs  as ``_costs`` returns them
    """
    height, pictures, _ = costs.shape
    paths = np.empty((height, pictures, len(columns)), np.intp)
    paths[-1] = columns
    picture = np.arange(pictures)[:, np.newaxis, np.newaxis]
    for row in range(height - 1, 0, -1):
        # From the left, from above, from the right, in the costs' own columns.
        from_ = paths[row, ..., np.newaxis] + np.arange(3)
        options = costs[row - 1, picture, from_] + WAYS
        paths[row - 1] = paths[row] + options.argmin(axis=2) - 1
    return paths.swapaxes(0, 1)
