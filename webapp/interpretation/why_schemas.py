"""Why a network answers as it does, over the wire: its questions and answers."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Float, Integer, List, Nested, Raw, String
from apiflask.validators import Length, OneOf, Range
from marshmallow import ValidationError

from nnet.core.data import IMAGE_SIDE
from nnet.strokes.validation import StrokesError, check_strokes
from webapp.interpretation.questions import DigitIn
from webapp.schemas.base import picture_field
from webapp.schemas.strokes import SENT_RULES, SENT_STROKES_SCHEMA

DIGIT = Range(0, 9)


def _digit(description: str, **settings: Any) -> Integer:
    return Integer(strict=True, validate=DIGIT, metadata={"description": description}, **settings)


def _heatmap(description: str) -> List:
    """Return a field for a number at each pixel, row by row."""
    row = List(Float(), validate=Length(equal=IMAGE_SIDE))
    return List(
        row, required=True, validate=Length(equal=IMAGE_SIDE), metadata={"description": description}
    )


def _scores() -> List:
    text = "Of each digit, before they are turned into probabilities."
    return List(Float(), required=True, validate=Length(equal=10), metadata={"description": text})


class ReasonsOut(Schema):
    """What the likeliest digit's score owes to each pixel."""

    digit = _digit("The likeliest digit, which both heatmaps are about.", required=True)
    scores = _scores()
    occlusion = _heatmap("What the score loses when a square of 4x4 pixels is covered, as a mean.")
    gradient = _heatmap("The slope of the score at each pixel, times the pixel's ink.")


class ContrastIn(DigitIn):
    """A digit, and which of the ten are held against each other."""

    first = _digit("Unless given, the likeliest.", allow_none=True)
    second = _digit("Unless given, the likeliest other one.", allow_none=True)


class ContrastOut(Schema):
    """What speaks for one digit against another: what adds to its score minus the other's."""

    first = _digit("The one.", required=True)
    second = _digit("The other one.", required=True)
    scores = _scores()
    drawn = _heatmap("What the ink at each pixel adds to the lead, by covering it.")
    missing = _heatmap("What ink would add to the lead where there is none.")


class NeighbourOut(Schema):
    """A training digit."""

    index = Integer(required=True, metadata={"description": "Its place, from 0."})
    label = _digit("What it is.", required=True)
    distance = Float(required=True, validate=Range(0))
    picture = picture_field("A grey PNG of 28x28 pixels.")


class NeighboursOut(Schema):
    """The training digits that are most alike, by the last hidden layer."""

    searched = Integer(required=True, metadata={"description": "How many were searched."})
    units = Integer(required=True, metadata={"description": "Of that layer."})
    neighbours = List(Nested(NeighbourOut), required=True)


class SentStrokes(Raw):
    """Strokes as they are sent beside a picture, as plain values that are known to make some."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> Any:
        try:
            check_strokes(value, SENT_RULES)
        except StrokesError as error:
            raise ValidationError(str(error)) from None
        return value


class ChangesIn(Schema):
    """The strokes of a drawing, on a square of side 280."""

    strokes = SentStrokes(required=True, metadata=SENT_STROKES_SCHEMA)
    box = List(
        Float(validate=Range(-10_000, 20_000)),
        allow_none=True,
        validate=Length(equal=4),
        metadata={"description": "Of a number, x, y, width and height of the digit that is meant."},
    )


class ChangeOut(Schema):
    """A change of a drawing."""

    kind = String(
        required=True,
        validate=OneOf(["stroke", "start", "end", "gap"]),
        metadata={
            "description": "stroke: one is taken away; start, end: one is shortened there; "
            "gap: one is closed."
        },
    )
    part = Raw(
        required=True,
        metadata={
            "type": "array",
            "items": {"type": "array", "items": {"type": "number"}},
            "description": "The line that is taken away or, of a gap, added.",
        },
    )
    size = Float(required=True, metadata={"description": "How long that line is."})
    digit = _digit(
        "What is read after it; null where it is not one digit any more.",
        required=True,
        allow_none=True,
    )
    strokes = Raw(required=True, metadata=SENT_STROKES_SCHEMA)


class ChangesOut(Schema):
    """The smallest change that changes the answer."""

    digit = _digit(
        "What is read of the drawing as it is; null where it is not one digit.",
        required=True,
        allow_none=True,
    )
    tried = Integer(
        required=True,
        metadata={
            "description": "How many changes were read, the smallest first; 0 where nothing is "
            "known that could be changed."
        },
    )
    change = Nested(
        ChangeOut,
        required=True,
        allow_none=True,
        metadata={"description": "Null where none of them changes the answer."},
    )
