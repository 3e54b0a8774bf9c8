"""The ink of a drawing, as the collection keeps it: few points, and nothing that was rubbed out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from PIL import ImageOps

from nnet.imaging.size_normalisation import normalise
from nnet.recognition.preparation import MNIST_PEN, pen_width
from nnet.strokes.drawing import draw_growing, draw_sketch
from nnet.strokes.pen import SIDE
from nnet.strokes.types import Stroke
from nnet.strokes.validation import strokes_of

MAX_POINTS = 1_000
"""Of a drawing that is kept: a digit by mouse or finger has 30 to 300."""

MAX_STROKES = 200
"""Of a drawing that is kept: as many as one may have that is sent."""

RUBBED_STEP = 3.0
"""Pixels between the points of a stroke that are looked at for having been rubbed out."""

MAX_RUBBED_POINTS = 4_000
"""How many of them there are at most, all strokes together: then they lie farther apart."""

Values = Mapping[str, Any]
"""A stroke as ``POST /api/drawings`` takes it, its members checked."""


@dataclass(frozen=True)
class Ink:
    """What is kept of a drawing, and what is seen of it.

    strokes    its visible ink
    pixels     (28, 28) uint8, what a network sees
    size       the longer side of its box, as a share of the paper's
    pen_width  in widths of MNIST's
    digest     32 hex digits, the same for the same lines
    """

    strokes: list[dict[str, Any]]
    pixels: np.ndarray
    size: float
    pen_width: float
    digest: str


def prepare_ink(values: Sequence[Values]) -> Ink:
    """Return what is kept of a drawing; raises ``PictureError`` where no ink is to be seen."""
    strokes = _thin(_cut_rubbed(values))
    seen = normalise(ImageOps.invert(draw_sketch(strokes_of(strokes))))
    return Ink(
        strokes,
        seen.pixels,
        max(seen.box[2:]) / SIDE,
        pen_width(seen.pixels) / MNIST_PEN,
        _digest(strokes),
    )


def _cut_rubbed(values: Sequence[Values]) -> list[dict[str, Any]]:
    """Return strokes of ink alone, cut where an eraser went over them afterwards."""
    drawn = strokes_of(values)
    # From the last to the first: each picture shows what was rubbed out from then on.
    rubbers = [Stroke(s.points, s.width, False, s.pressure) for s in reversed(drawn) if s.erases]
    if not rubbers:
        return [dict(value) for value in values]
    counts = [*accumulate(len(rubber.points) for rubber in rubbers)]
    pictures = [np.asarray(picture) < 128 for picture in draw_growing(rubbers, counts)]
    inked = [stroke for stroke in drawn if not stroke.erases]
    step = max(RUBBED_STEP, sum(_length(s.points) for s in inked) / MAX_RUBBED_POINTS)
    kept: list[dict[str, Any]] = []
    later = len(rubbers)
    for value, stroke in zip(values, drawn, strict=True):
        if stroke.erases:
            later -= 1
        elif later == 0:
            kept.append(dict(value))
        else:
            kept += _uncovered(value, pictures[later - 1], step)
    return kept


def _uncovered(value: Values, covered: np.ndarray, step: float) -> list[dict[str, Any]]:
    """Return the parts of a stroke beside what is covered, (280, 280) bool."""
    points = _densify(np.array(value["points"], np.float64), step)
    columns, rows = np.floor(points[:, :2]).astype(np.intp).T
    on_paper = (columns >= 0) & (columns < SIDE) & (rows >= 0) & (rows < SIDE)
    is_gone = np.zeros(len(points), bool)
    is_gone[on_paper] = covered[rows[on_paper], columns[on_paper]]
    changes = np.flatnonzero(np.diff(is_gone)) + 1
    parts = np.split(points, changes)
    first = np.concatenate([[0], changes])
    return [
        {"width": value["width"], "erases": False, "points": part.round(2).tolist()}
        for part, place in zip(parts, first.tolist(), strict=True)
        if not is_gone[place]
    ]


def _densify(points: np.ndarray, step: float) -> np.ndarray:
    """Return points with others between them, about so far apart: (m, columns) for (n, columns)."""
    steps = np.hypot(*np.diff(points[:, :2], axis=0).T)
    parts = np.maximum(1, np.ceil(steps / step)).astype(np.intp)
    places = np.concatenate([[0], np.cumsum(parts)])
    dense = np.arange(places[-1] + 1)
    return np.stack([np.interp(dense, places, column) for column in points.T], axis=1)


def _thin(strokes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return strokes of so few points as are kept, each from its first point to its last.

    An eraser may leave more parts of strokes than there were strokes: the shortest go.
    """
    if len(strokes) > MAX_STROKES:
        shortest = sorted(len(stroke["points"]) for stroke in strokes)[-MAX_STROKES]
        strokes = [stroke for stroke in strokes if len(stroke["points"]) >= shortest]
        strokes = strokes[:MAX_STROKES]
    gap = 1.0
    while sum(len(stroke["points"]) for stroke in strokes) > MAX_POINTS:
        strokes = [{**stroke, "points": _space(stroke["points"], gap)} for stroke in strokes]
        gap *= 2
    return strokes


def _space(points: list[list[float]], gap: float) -> list[list[float]]:
    """Return the first and the last of some points, and of those between some farther apart."""
    steps = np.hypot(*np.diff(np.array(points)[:, :2], axis=0).T)
    passed = np.concatenate([[0], np.cumsum(steps) // gap])
    kept = np.diff(passed, prepend=-1) > 0
    kept[-1] = True
    return [point for point, is_kept in zip(points, kept.tolist(), strict=True) if is_kept]


def _length(points: np.ndarray) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def _digest(strokes: Sequence[Values]) -> str:
    """Return what tells drawings apart that differ by more than a rounding."""
    lines = [[[round(x), round(y)] for x, y, *_ in stroke["points"]] for stroke in strokes]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()[:32]
