"""Removal of ruled and squared lines from the ink (Hough transform)."""

from __future__ import annotations

import numpy as np

SLOPES = np.tan(np.radians(np.arange(-8, 8.1, 0.5)))
"""How far lines may lean: degrees from level, and from upright."""

LENGTH = 0.55
"""A line is inked along at least this share of the picture's shorter side."""

THICKEST = 0.012
"""A line is no thicker than this share of the picture's longer side."""

BAND = 5
"""Around rows that are inked like a line so many together may be: lines are not quite straight."""

THICKER = 1.5
"""Lines are at most so many times as thick as their median, and a pixel."""


def find_lines(ink: np.ndarray) -> np.ndarray:
    """Return which pixels of an (h, w) bool picture are of long straight lines, level or upright.

    Strokes that cross a line stay whole: of what lies along a line only that is part of it which
    is as thin as a line across it.
    """
    thickest = max(3, round(THICKEST * max(ink.shape)))
    level = _along_lines(ink, thickest)
    # Where lines cross, each is as thin as it is elsewhere only without the other.
    upright = _along_lines((ink & ~level).T, thickest).T
    return level | upright


def _along_lines(ink: np.ndarray, thickest: int) -> np.ndarray:
    """Return which pixels of ink are part of a nearly level line.

    Each slope's lines are found by counting the ink along them (Hough 1962, for a few slopes).
    """
    height, width = ink.shape
    least = LENGTH * min(ink.shape)
    thickness = _run_lengths(ink)
    thin = ink & (thickness <= thickest + 1)
    # A pixel more above and below: a line that is sampled aslant hops from row to row.
    near = thin.copy()
    near[1:] |= thin[:-1]
    near[:-1] |= thin[1:]
    found = np.zeros((width, height), bool)
    # How much ink there is in each row to the left of each column, a row for each column.
    before = np.zeros((width + 1, height), np.int32)
    np.cumsum(near.T, axis=0, out=before[1:])
    for slope in SLOPES:
        # Columns in which a line runs through the same row, and where that row is counted.
        shifts = np.round(-slope * (np.arange(width) - width / 2)).astype(np.intp) + width
        starts = np.flatnonzero(np.diff(shifts, prepend=-1))
        level = list(zip(starts, [*starts[1:], width], shifts[starts], strict=True))
        counts = np.zeros(height + 2 * width, np.int32)
        for start, end, shift in level:
            counts[shift : shift + height] += before[end] - before[start]
        if counts.max() < least:
            continue
        on_line = np.convolve(counts >= least, np.ones(BAND), "same") > 0
        for start, end, shift in level:
            found[start:end] |= on_line[shift : shift + height]
    lines = found.T & thin
    if not lines.any():
        return lines
    # A stroke that crosses a thin line aslant is thin, too, but not as thin as that line is.
    return lines & (thickness <= THICKER * np.median(thickness[lines]) + 1)


def _run_lengths(ink: np.ndarray) -> np.ndarray:
    """Return for each pixel how long the vertical run of ink is that it lies in: (h, w)."""
    edges = np.diff(ink.astype(np.int8), axis=0, prepend=0, append=0).T
    columns, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    lengths = np.zeros(edges.shape, np.int32)
    lengths[columns, starts] = ends - starts
    lengths[columns, ends] -= ends - starts
    return lengths.cumsum(axis=1)[:, :-1].T
