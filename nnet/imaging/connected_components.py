"""Connected components, 8-connectivity.

A picture is taken as its runs: ink side by side within a row. Each run is joined with those that it
touches in the row above (Rosenfeld and Pfaltz 1966, on runs), so that what costs time is the number
of runs, not of pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Components:
    """The connected components of a picture, numbered as rows from the top come upon them.

    shape    (h, w) of the picture
    starts   (n,) where each run begins, in the order of reading: at ``row * (w + 1) + column + 1``,
             there being a pixel of paper before each row
    ends     (n,) the place behind each run
    numbers  (n,) int32, which component each run is of, from 1 on
    count    how many components there are
    """

    shape: tuple[int, int]
    starts: np.ndarray
    ends: np.ndarray
    numbers: np.ndarray
    count: int

    def labels(self) -> np.ndarray:
        """Return which component each pixel is of: (h, w) int32, 0 paper."""
        height, width = self.shape
        size = height * (width + 1) + 1
        # Paper and runs take turns.
        values = np.zeros(2 * len(self.numbers) + 1, np.int32)
        values[1::2] = self.numbers
        ends = np.empty(len(values), np.intp)
        ends[0:-1:2], ends[1::2], ends[-1] = self.starts, self.ends, size
        labels = np.repeat(values, np.diff(ends, prepend=0))
        return labels[:-1].reshape(height, width + 1)[:, 1:]

    def boxes(self) -> np.ndarray:
        """Return left, top, right, bottom of each component: (count, 4)."""
        of, rows = self.numbers - 1, self.starts // (self.shape[1] + 1)
        before = rows * (self.shape[1] + 1) + 1
        boxes = np.empty((self.count, 4), np.intp)
        boxes[:, :2], boxes[:, 2:] = max(self.shape), 0
        for side, places in enumerate((self.starts - before, rows)):
            np.minimum.at(boxes[:, side], of, places)
        for side, places in enumerate((self.ends - before, rows + 1), 2):
            np.maximum.at(boxes[:, side], of, places)
        return boxes


def find_components(ink: np.ndarray) -> Components:
    """Return the components of an (h, w) bool picture: pixels meet across edges and corners."""
    height, width = ink.shape
    padded = np.zeros(height * (width + 1) + 1, bool)
    padded[:-1].reshape(height, width + 1)[:, 1:] = ink
    edges = np.flatnonzero(padded[1:] != padded[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    roots = _roots(*_touching_runs(starts, ends, width + 1))
    is_first = roots == np.arange(len(roots))
    numbers = np.cumsum(is_first, dtype=np.int32)[roots]
    return Components((height, width), starts, ends, numbers, int(numbers.max(initial=0)))


def _touching_runs(
    starts: np.ndarray, ends: np.ndarray, stride: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return for each run the first one of the row above that it touches, and behind the last.

    stride  from a place to the one below it
    """
    first = np.searchsorted(ends, starts - stride)
    return first, np.searchsorted(starts, ends - stride, side="right")


def _roots(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return for each run the first run of its component: (n,).

    first, last  (n,) which runs above it each one touches: none where they are equal

    Every run points to the first that it touches, which alone makes trees of them. Those of the
    others that are still apart are joined all at once: each root that meets a smaller one points to
    that (Shiloach and Vishkin 1982). Two rounds leave at most half as many roots within a
    component, whatever its form: a root stays only as long as none of its neighbours is smaller.
    """
    counts = last - first
    runs = np.arange(len(first))
    roots = _followed(np.where(counts, first, runs))
    lower = np.flatnonzero(counts > 1)
    counts = counts[lower]
    # The upper runs of each lower one stand in a row, from its first one on.
    before = np.cumsum(counts) - counts
    upper = np.repeat(first[lower] - before, counts)
    upper += np.arange(len(upper))
    lower = np.repeat(lower, counts)
    while len(lower):
        a, b = roots[upper], roots[lower]
        apart = np.flatnonzero(a != b)
        upper, lower, a, b = upper[apart], lower[apart], a[apart], b[apart]
        np.minimum.at(roots, np.maximum(a, b), np.minimum(a, b))
        roots = _followed(roots)
    return roots


def _followed(roots: np.ndarray) -> np.ndarray:
    """Return where pointers end that point to pointers."""
    while (roots != (further := roots[roots])).any():
        roots = further
    return roots
