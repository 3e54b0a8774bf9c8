"""Validation of strokes that come from outside as JSON values, and their conversion.

Who takes strokes in says what they may be (``StrokeRules``): how many, of how many points, within
which bounds, and in which words what breaks a rule is refused. Nothing is copied or converted
before the counts are known, and no value is looked at one by one in Python where that takes time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import numpy as np

from nnet.strokes.types import Stroke

Rule = Literal[
    "strokes", "stroke", "width", "erases", "points", "point", "range", "total", "length"
]

NUMBERS = frozenset({int, float})
"""The types of JSON's numbers; a ``bool`` is none."""


class StrokesError(ValueError):
    """Strokes that break a rule; the text is the rule's."""


@dataclass(frozen=True)
class StrokeRules:
    """What strokes may be.

    columns      for each number of a point the lowest and the highest
    min_strokes  how many there have to be
    max_strokes  how many there may be
    max_points   how many points all strokes together may have
    max_width    of the pen
    max_length   of all strokes together, the way from point to point in x and in y
    members      of each stroke, among ``width``, ``erases`` and ``points``; empty where a stroke is
                 the list of its points
    refusals     what to say where a rule is broken: ``strokes`` (no list, or too many), ``stroke``
                 (other members), ``width``, ``erases``, ``points`` (no list, or none),
                 ``point`` (no list of so many numbers), ``range`` (a number beyond its
                 bounds), ``total`` (too many points of all strokes) and ``length``
    """

    columns: Sequence[tuple[float, float]]
    min_strokes: int
    max_strokes: int
    max_points: int
    refusals: Mapping[Rule, str]
    max_width: float = 0.0
    max_length: float = math.inf
    members: frozenset[str] = frozenset()

    def require(self, holds: bool, rule: Rule) -> None:
        """Raise ``StrokesError`` unless a rule holds."""
        if not holds:
            raise StrokesError(self.refusals[rule])


def check_strokes(values: Any, rules: StrokeRules) -> list[np.ndarray]:
    """Return the points of each stroke, (n, columns) float64; raises ``StrokesError``.

    values  what was sent, as JSON has it
    """
    rules.require(isinstance(values, list), "strokes")
    rules.require(rules.min_strokes <= len(values) <= rules.max_strokes, "strokes")
    lists = [_points_of(value, rules) for value in values]
    rules.require(sum(map(len, lists)) <= rules.max_points, "total")
    arrays = [_check_points(points, rules) for points in lists]
    length = sum(float(np.abs(np.diff(points[:, :2], axis=0)).sum()) for points in arrays)
    rules.require(length <= rules.max_length, "length")
    return arrays


def strokes_of(values: Sequence[Mapping[str, Any]]) -> list[Stroke]:
    """Return the strokes in values that were checked.

    A point's third number, where there is one, is the pressure; further ones are not looked at.
    """
    strokes = []
    for value in values:
        points = np.array(value["points"], np.float64)
        pressure = points[:, 2] if points.shape[1] > 2 else None
        erases = value.get("erases", False)
        strokes.append(Stroke(points[:, :2], float(value["width"]), erases, pressure))
    return strokes


def _points_of(value: Any, rules: StrokeRules) -> list[Any]:
    """Return the list of a stroke's points, its other members being as they should."""
    points = value
    if rules.members:
        rules.require(isinstance(value, dict) and value.keys() == rules.members, "stroke")
        width, points = value["width"], value["points"]
        rules.require(type(width) in NUMBERS and 0 < width <= rules.max_width, "width")
        rules.require(isinstance(value.get("erases", False), bool), "erases")
    rules.require(isinstance(points, list) and len(points) > 0, "points")
    return points


def _check_points(points: list[Any], rules: StrokeRules) -> np.ndarray:
    """Return points as an array (n, columns)."""
    rules.require(set(map(type, points)) == {list}, "point")
    rules.require(set(map(len, points)) == {len(rules.columns)}, "point")
    rules.require(set(map(type, chain.from_iterable(points))) <= NUMBERS, "point")
    try:
        array = np.array(points, np.float64)
    except OverflowError:  # a whole number of hundreds of digits
        raise StrokesError(rules.refusals["range"]) from None
    low, high = np.array(rules.columns, np.float64).T
    # Said so that NaN is refused, too.
    rules.require(bool(((array >= low) & (array <= high)).all()), "range")
    return array
