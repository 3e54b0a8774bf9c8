"""Films of learning over the wire."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Float, Integer, List, Nested, String
from apiflask.validators import Length, Range

from webapp.schemas.base import fraction

KINDS = ("weights", "changes")
"""What pictures show: the first weights, or by how much they differ from those at the start."""


class FrameOut(Schema):
    """A moment of a film."""

    epoch = Integer(
        required=True,
        validate=Range(0),
        metadata={"description": "After which; 0 is before the first."},
    )
    test_accuracy = fraction("Of the test digits.")


class SheetOut(Schema):
    """The pictures of a frame, side by side on one sheet."""

    units = Integer(required=True, metadata={"description": "How many pictures there are."})
    columns = Integer(required=True)
    side = Integer(required=True, metadata={"description": "Pixels of one, with its margin."})
    weights_limit = Float(
        required=True, metadata={"description": "The weight of the darkest orange."}
    )
    changes_limit = Float(
        required=True, metadata={"description": "The change of the darkest orange."}
    )


class FilmOut(Schema):
    """A network at many moments of its training."""

    id = String(required=True)
    name = String(required=True)
    architecture = String(required=True)
    frames = List(Nested(FrameOut), required=True)
    sheet = Nested(SheetOut, required=True)


class FilmReadingsOut(Schema):
    """What a network read in a drawing at each moment of its training."""

    id = String(required=True)
    readings = List(
        List(Float(validate=Range(0, 1)), validate=Length(equal=10)),
        required=True,
        metadata={"description": "Ten probabilities in digit order for each frame."},
    )
