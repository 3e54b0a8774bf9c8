"""How a picture was drawn, as it is sent beside it: the strokes of the pen, in JSON."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from nnet.strokes.types import InkStroke
from webapp.http.problems import Problem, invalid

STROKES_FIELD = "strokes"

MAX_BYTES = 400_000
MAX_STROKES = 200
MAX_POINTS = 20_000
MAX_COORDINATE = 10_000.0
MAX_WIDTH = 1_000.0

EXPECTED = (
    f"Expected a list of at most {MAX_STROKES} strokes with {MAX_POINTS:,} points together, such "
    'as [{"width": 18, "points": [[20, 30], [24.5, 41]]}], in pixels of the picture.'
)


def parse_ink_strokes(text: str) -> list[InkStroke]:
    """Return the strokes in a form's field.

    Raises the problems of what is not JSON (400 ``bad_json``) and of what is not such a list, or
    holds numbers out of range (422 ``validation``).
    """
    if len(text) > MAX_BYTES:
        raise _refused(f"This is longer than {MAX_BYTES:,} characters.")
    try:
        # Python's reader takes NaN and Infinity, which JSON does not have.
        value = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Problem(
            400, "bad_json", f"The field {STROKES_FIELD} is not JSON. {EXPECTED}"
        ) from None
    if not isinstance(value, list) or len(value) > MAX_STROKES:
        raise _refused(EXPECTED)
    strokes = [_stroke(one) for one in value]
    if sum(len(stroke.points) for stroke in strokes) > MAX_POINTS:
        raise _refused(EXPECTED)
    return strokes


def _stroke(value: Any) -> InkStroke:
    if not isinstance(value, dict) or value.keys() != {"width", "points"}:
        raise _refused("Each stroke has the members width and points, and no others.")
    width, points = value["width"], value["points"]
    if not _is_number(width) or not 0 < width <= MAX_WIDTH:
        raise _refused(f"A width is a number above 0, {MAX_WIDTH:,.0f} at most.")
    if not isinstance(points, list) or not 0 < len(points) <= MAX_POINTS:
        raise _refused(EXPECTED)
    for point in points:
        if not (isinstance(point, list) and len(point) == 2 and all(map(_is_number, point))):
            raise _refused("Each point is a list of two numbers, x and y.")
        if max(map(abs, point)) > MAX_COORDINATE:
            raise _refused(f"Coordinates lie within {MAX_COORDINATE:,.0f} pixels of the corner.")
    return InkStroke(np.array(points, np.float64), float(width))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")


def _refused(message: str) -> Problem:
    return invalid([{"field": STROKES_FIELD, "message": message}])
