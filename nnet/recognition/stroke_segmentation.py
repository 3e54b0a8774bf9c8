"""Segmentation by strokes: which stroke of the pen drew which pixel of some ink."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from nnet.strokes.pen import curve
from nnet.strokes.types import Stroke

FRINGE = 2.0
"""Pixels by which a stroke's ink may be wider than the pen: smoothing of edges, and rounding."""


def stroke_pieces(ink: np.ndarray, strokes: Sequence[Stroke]) -> np.ndarray | None:
    """Return which stroke each pixel of some ink is of, strokes counted from left to right.

    ink      (h, w) bool
    strokes  in pixels of ``ink``; most of them may have drawn other ink

    The answer is (h, w) int32, 0 and more on the ink; None where fewer than two strokes drew it,
    and where ink was rubbed out again, so that strokes do not tell what is left of them. Where
    strokes cross, a pixel is of the one whose middle line is nearest.
    """
    if len(strokes) < 2 or any(stroke.erases for stroke in strokes):
        return None
    lines = [curve(stroke.points) for stroke in strokes]
    masks = [
        (_mask(line, stroke.widest + FRINGE, ink.shape) & ink)
        for line, stroke in zip(lines, strokes, strict=True)
    ]
    # A stroke that only reaches into this ink with its fringe did not draw it.
    drew = [i for i, mask in enumerate(masks) if _has_point(lines[i], ink)]
    if len(drew) < 2:
        return None
    covered = np.stack([masks[i] for i in drew])
    owner = covered.argmax(axis=0).astype(np.int32)
    rows, columns = np.nonzero(ink & (covered.sum(axis=0) != 1))
    if len(rows):
        distances = np.stack([_distances(lines[i], rows, columns) for i in drew])
        owner[rows, columns] = distances.argmin(axis=0)
    return _from_left_to_right(owner, ink)


def _mask(line: np.ndarray, width: float, shape: tuple[int, ...]) -> np.ndarray:
    """Return the pixels within half a width of a line: (h, w) bool."""
    picture = Image.new("L", (shape[1], shape[0]))
    draw = ImageDraw.Draw(picture)
    radius = width / 2
    if len(line) > 1:
        draw.line([*map(tuple, line.tolist())], 255, max(1, round(width)), joint="curve")
    for x, y in line[[0, -1]].tolist():
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    return np.asarray(picture) > 0


def _has_point(line: np.ndarray, ink: np.ndarray) -> bool:
    """Return whether a line runs through the ink for most of its length."""
    columns, rows = np.floor(line).astype(np.intp).T
    height, width = ink.shape
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    return bool(ink[rows[inside], columns[inside]].sum() * 2 > len(line))


def _distances(line: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return how far each pixel is from the nearest of a line's points, squared: (n,)."""
    pixels = np.stack([columns, rows], axis=1) + 0.5
    squares = (line**2).sum(axis=1) - 2 * pixels @ line.T
    return squares.min(axis=1) + (pixels**2).sum(axis=1)


def _from_left_to_right(owner: np.ndarray, ink: np.ndarray) -> np.ndarray | None:
    """Return owners renamed in the order of their boxes' middles."""
    middles = {}
    for name in np.unique(owner[ink]).tolist():
        columns = np.flatnonzero(((owner == name) & ink).any(axis=0))
        middles[name] = int(columns[0] + columns[-1])
    if len(middles) < 2:
        return None
    order = np.zeros(int(owner.max()) + 1, np.int32)
    order[sorted(middles, key=lambda name: middles[name])] = np.arange(len(middles))
    return order[owner]
