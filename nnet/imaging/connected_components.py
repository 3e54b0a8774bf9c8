"""Connected components, 8-connectivity."""

from __future__ import annotations

import numpy as np


def connected_components(ink: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the components of an (h, w) bool picture: (h, w) int32, 0 paper, 1 to n; and n.

    Pixels are connected across edges and corners. Each row's runs of ink are joined with the runs
    that they touch in the row above (Rosenfeld and Pfaltz 1966, on runs), so that what costs time
    is the number of runs, not of pixels.
    """
    height, width = ink.shape
    edges = np.diff(ink.astype(np.int8), axis=1, prepend=0, append=0)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    parents = list(range(len(rows)))

    def root(run: int) -> int:
        while parents[run] != run:
            parents[run] = parents[parents[run]]
            run = parents[run]
        return run

    first = np.searchsorted(rows, np.arange(height + 1)).tolist()
    left, right = starts.tolist(), ends.tolist()
    for row in range(1, height):
        above, below = first[row - 1], first[row]
        while above < first[row] and below < first[row + 1]:
            if left[above] <= right[below] and left[below] <= right[above]:
                parents[root(below)] = root(above)
            if right[above] < right[below]:
                above += 1
            else:
                below += 1
    roots = np.array([root(run) for run in range(len(rows))], dtype=np.intp)
    names, numbers = np.unique(roots, return_inverse=True)
    # Each run's number is added where it starts and taken away where it ends; sums fill between.
    marks = np.zeros((height, width + 1), np.int32)
    np.add.at(marks, (rows, starts), numbers.astype(np.int32) + 1)
    np.add.at(marks, (rows, ends), -(numbers.astype(np.int32) + 1))
    return marks.cumsum(axis=1, dtype=np.int32)[:, :width], len(names)
