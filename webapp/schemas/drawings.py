"""What goes over the wire about shared drawings."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from apiflask import Schema
from apiflask.fields import DateTime, Dict, Float, Integer, List, Nested, Raw, String
from apiflask.validators import Length, OneOf, Range
from marshmallow import RAISE, ValidationError

from nnet.strokes.pen import SIDE
from nnet.strokes.types import PenStroke
from webapp.schemas.base import PredictionOut, fraction

MOST_STROKES = 200
MOST_POINTS = 10_000
MARGIN = 1_000.0
"""Pixels by which a stroke may leave the paper: pens do."""

WIDEST = 100.0
HARDEST = 4.0
LONGEST_MS = 3_600_000.0

POINT_RANGES = ((-MARGIN, SIDE + MARGIN), (-MARGIN, SIDE + MARGIN), (0.0, HARDEST), (0, LONGEST_MS))
"""The lowest and the highest x, y, pressure and time."""

STROKES_SCHEMA: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST_STROKES,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["width", "erases", "points"],
        "properties": {
            "width": {"type": "number", "exclusiveMinimum": 0, "maximum": WIDEST},
            "erases": {"type": "boolean"},
            "points": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_POINTS,
                "items": {
                    "type": "array",
                    "minItems": len(POINT_RANGES),
                    "maxItems": len(POINT_RANGES),
                    "items": {"type": "number", "minimum": -MARGIN, "maximum": LONGEST_MS},
                },
            },
        },
    },
    "description": f"The strokes on a square of side {SIDE}, in the order in which they were made: "
    "x, y, pressure (1 is the full width) and milliseconds since the beginning of each point.",
    "example": [
        {"width": 18, "erases": False, "points": [[140, 60, 1, 0], [138, 220, 1, 350]]},
    ],
}


class Strokes(Raw):
    """The strokes of a drawing, as plain values that are known to make ``PenStroke``."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> Any:
        if not isinstance(value, list) or not 0 < len(value) <= MOST_STROKES:
            raise ValidationError(f"This must be a list of 1 to {MOST_STROKES} strokes.")
        for stroke in value:
            _check_stroke(stroke)
        if sum(len(stroke["points"]) for stroke in value) > MOST_POINTS:
            raise ValidationError(f"All strokes together may have {MOST_POINTS:,} points.")
        return value


def _check_stroke(stroke: Any) -> None:
    if not isinstance(stroke, dict) or stroke.keys() != {"width", "erases", "points"}:
        raise ValidationError("A stroke has the members width, erases and points, and no others.")
    if not _is_number(stroke["width"]) or not 0 < stroke["width"] <= WIDEST:
        raise ValidationError(f"A width is a number above 0, {WIDEST:.0f} at most.")
    if not isinstance(stroke["erases"], bool):
        raise ValidationError("Whether a stroke erases is true or false.")
    points = stroke["points"]
    if not isinstance(points, list) or not 0 < len(points) <= MOST_POINTS:
        raise ValidationError(f"A stroke has 1 to {MOST_POINTS:,} points.")
    for point in points:
        if not isinstance(point, list) or len(point) != len(POINT_RANGES):
            raise ValidationError("A point is a list of x, y, pressure and milliseconds.")
        for number, (low, high) in zip(point, POINT_RANGES, strict=True):
            if not _is_number(number) or not low <= number <= high:
                raise ValidationError(
                    f"x and y lie within {MARGIN:,.0f} of the paper, pressure is from 0 to "
                    f"{HARDEST:.0f}, and a drawing takes an hour at most."
                )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def pen_strokes(strokes: list[dict[str, Any]]) -> list[PenStroke]:
    """Return the strokes of a drawing that were checked."""
    return [
        PenStroke(float(s["width"]), s["erases"], np.array(s["points"], np.float64))
        for s in strokes
    ]


class DrawingIn(Schema):
    """A drawing that is to be shared."""

    class Meta:
        unknown = RAISE

    strokes = Strokes(required=True, metadata=STROKES_SCHEMA)


class KeyHeader(Schema):
    """What shows that a drawing is one's own."""

    key = String(
        data_key="X-Drawing-Key",
        metadata={"description": "The key that came with the drawing; the owner needs none."},
    )


class MomentOut(Schema):
    """What was read while a drawing grew."""

    points = Integer(
        required=True,
        validate=Range(1),
        metadata={"description": "How many points there were, counted through all strokes."},
    )
    status = String(
        required=True, validate=OneOf(["blank", "digit", "uncertain", "not_a_digit", "number"])
    )
    digit = Integer(required=True, allow_none=True, validate=Range(0, 9))
    alternatives = List(Integer(validate=Range(0, 9)), required=True, allow_none=True)
    confidence = fraction("Null while there was nothing to be read.")
    probabilities = List(
        Float(validate=Range(0, 1)), required=True, allow_none=True, validate=Length(equal=10)
    )
    text = String(required=True)


class DrawingOut(Schema):
    """A shared drawing, pinned to the model that read it."""

    id = String(required=True, validate=Length(equal=12))
    url = String(required=True, metadata={"description": "The address of its page."})
    created_at = DateTime(required=True)
    expires_at = DateTime(required=True, allow_none=True)
    strokes = Raw(required=True, metadata=STROKES_SCHEMA)
    prediction = Nested(PredictionOut, required=True)
    moments = List(Nested(MomentOut), required=True)
    model = Dict(
        required=True,
        metadata={"description": "The model that read it: sha256, recipe and test_accuracy."},
    )
    today = Nested(
        PredictionOut,
        required=True,
        allow_none=True,
        metadata={"description": "What the active model reads, where it is another one."},
    )


class SharedOut(DrawingOut):
    """A drawing that was shared just now."""

    key = String(
        required=True,
        metadata={"description": "Deletes it, in the header X-Drawing-Key. It is told only once."},
    )
