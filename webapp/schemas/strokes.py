"""Strokes over the wire: of a drawing that is shared, and beside a picture that is to be read."""

from __future__ import annotations

from typing import Any

from apiflask.fields import Raw
from flask_babel import lazy_gettext
from marshmallow import ValidationError

from nnet.strokes.pen import SIDE
from nnet.strokes.validation import StrokeRules, StrokesError, check_strokes

STROKES_FIELD = "strokes"
"""The field of a form that tells how its picture was drawn."""

MAX_STROKES = 200
"""Five digits take ten strokes."""

MAX_TEXT = 400_000
MAX_SENT_POINTS = 20_000
MAX_COORDINATE = 10_000.0
MAX_SENT_WIDTH = 1_000.0
MAX_SENT_LENGTH = 400_000.0
"""Pixels of all strokes: about a hundred times the longest side of a picture. Numbers have up to 8
sides of their box; of 6,495 doodles one in a thousand has 46, and the longest 162."""

EXPECTED = lazy_gettext(
    "Expected a list of at most %(strokes)s strokes with %(points)s points together, such as "
    "%(example)s, in pixels of the picture.",
    strokes=MAX_STROKES,
    points=format(MAX_SENT_POINTS, ","),
    example='[{"width": 18, "points": [[20, 30], [24.5, 41]]}]',
)

SENT_RULES = StrokeRules(
    members=frozenset({"width", "points"}),
    max_strokes=MAX_STROKES,
    min_strokes=0,
    max_points=MAX_SENT_POINTS,
    max_width=MAX_SENT_WIDTH,
    max_length=MAX_SENT_LENGTH,
    columns=((-MAX_COORDINATE, MAX_COORDINATE),) * 2,
    refusals={
        "strokes": EXPECTED,
        "stroke": lazy_gettext("Each stroke has the members width and points, and no others."),
        "width": lazy_gettext(
            "A width is a number above 0, %(most)s at most.", most=format(MAX_SENT_WIDTH, ",.0f")
        ),
        "points": EXPECTED,
        "point": lazy_gettext("Each point is a list of two numbers, x and y."),
        "range": lazy_gettext(
            "Coordinates lie within %(most)s pixels of the corner.",
            most=format(MAX_COORDINATE, ",.0f"),
        ),
        "total": EXPECTED,
        "length": lazy_gettext(
            "All strokes together may be %(most)s pixels long.",
            most=format(MAX_SENT_LENGTH, ",.0f"),
        ),
    },
)
"""Of strokes that are sent beside their picture."""

SENT_STROKES_SCHEMA: dict[str, Any] = {
    "type": "array",
    "maxItems": MAX_STROKES,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["width", "points"],
        "properties": {
            "width": {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_SENT_WIDTH},
            "points": {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_SENT_POINTS,
                "items": {
                    "type": "array",
                    "minItems": 2,
                    "maxItems": 2,
                    "items": {
                        "type": "number",
                        "minimum": -MAX_COORDINATE,
                        "maximum": MAX_COORDINATE,
                    },
                },
            },
        },
    },
    "description": str(EXPECTED),
}

MAX_POINTS = 10_000
MARGIN = 1_000.0
"""Pixels by which a stroke may leave the paper: pens do."""

MAX_LENGTH = 500.0 * SIDE
"""Of all strokes: three times what the longest of 6,495 doodles has."""

MAX_WIDTH = 100.0
MAX_PRESSURE = 4.0
MAX_MS = 3_600_000.0

DRAWING_RULES = StrokeRules(
    members=frozenset({"width", "erases", "points"}),
    max_strokes=MAX_STROKES,
    min_strokes=1,
    max_points=MAX_POINTS,
    max_width=MAX_WIDTH,
    max_length=MAX_LENGTH,
    columns=((-MARGIN, SIDE + MARGIN),) * 2 + ((0.0, MAX_PRESSURE), (0.0, MAX_MS)),
    refusals={
        "strokes": lazy_gettext("This must be a list of 1 to %(most)s strokes.", most=MAX_STROKES),
        "stroke": lazy_gettext("A stroke has the members width, erases and points, and no others."),
        "width": lazy_gettext(
            "A width is a number above 0, %(most)s at most.", most=format(MAX_WIDTH, ".0f")
        ),
        "erases": lazy_gettext("Whether a stroke erases is true or false."),
        "points": lazy_gettext("A stroke has 1 to %(most)s points.", most=format(MAX_POINTS, ",")),
        "point": lazy_gettext("A point is a list of x, y, pressure and milliseconds."),
        "range": lazy_gettext(
            "x and y lie within %(margin)s of the paper, pressure is from 0 to %(pressure)s, and a "
            "drawing takes an hour at most.",
            margin=format(MARGIN, ",.0f"),
            pressure=format(MAX_PRESSURE, ".0f"),
        ),
        "total": lazy_gettext(
            "All strokes together may have %(most)s points.", most=format(MAX_POINTS, ",")
        ),
        "length": lazy_gettext(
            "All strokes together may be %(most)s long, %(times)s times the paper's side.",
            most=format(MAX_LENGTH, ",.0f"),
            times=format(MAX_LENGTH / SIDE, ".0f"),
        ),
    },
)
"""Of a drawing that is shared: a point is x, y, pressure and milliseconds since the beginning."""

DRAWING_SCHEMA: dict[str, Any] = {
    "type": "array",
    "minItems": DRAWING_RULES.min_strokes,
    "maxItems": MAX_STROKES,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["width", "erases", "points"],
        "properties": {
            "width": {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_WIDTH},
            "erases": {"type": "boolean"},
            "points": {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_POINTS,
                "items": {
                    "type": "array",
                    "minItems": len(DRAWING_RULES.columns),
                    "maxItems": len(DRAWING_RULES.columns),
                    "items": {"type": "number", "minimum": -MARGIN, "maximum": MAX_MS},
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


class DrawingStrokes(Raw):
    """The strokes of a drawing, as plain values that are known to make ``Stroke``."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> Any:
        try:
            check_strokes(value, DRAWING_RULES)
        except StrokesError as error:
            raise ValidationError(str(error)) from None
        return value
