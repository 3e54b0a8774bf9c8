"""Films of learning over the wire."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Float, Integer, List, Nested, String
from apiflask.validators import Length, Range, Regexp

from webapp.interpretation.questions import DigitIn
from webapp.schemas.base import ID, Query, fraction

RUN: dict[str, Any] = {
    "load_default": None,
    "validate": Regexp(rf"\A{ID}\Z"),
    "metadata": {"description": "A run whose epochs are kept; the shipped film without one."},
}


class FilmQuery(Query):
    """Whose film."""

    run = String(**RUN)


class FilmReadingIn(DigitIn):
    """The digit that is read, and whose film."""

    run = String(**{**RUN, "allow_none": True})


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

    units = Integer(required=True, metadata={"description": "How many its first layer has."})
    shown = Integer(required=True, metadata={"description": "The first of them have a picture."})
    width = Integer(required=True, metadata={"description": "Of the sheet, in pixels."})
    height = Integer(required=True)
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


class NamedFilmOut(Schema):
    """A run whose epochs are kept."""

    run = String(required=True)
    name = String(required=True)


class FilmsOut(Schema):
    """The films that there are besides the shipped one, the newest first."""

    films = List(Nested(NamedFilmOut), required=True)
