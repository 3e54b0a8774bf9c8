"""Shared drawings over the wire."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import DateTime, Dict, Float, Integer, List, Nested, Raw, String
from apiflask.validators import Length, OneOf, Range
from marshmallow import RAISE

from webapp.schemas.base import CURSOR, NEXT, Moment, Query, WholeNumber, fraction
from webapp.schemas.predictions import DigitOut, PredictionOut
from webapp.schemas.strokes import DRAWING_SCHEMA, DrawingStrokes


class DrawingIn(Schema):
    """A drawing that is to be shared."""

    class Meta:
        unknown = RAISE

    strokes = DrawingStrokes(required=True, metadata=DRAWING_SCHEMA)


MAX_DRAWINGS_LISTED = 200
SINCE = {"description": "Only those that were shared then or later."}
UNTIL = {"description": "Only those that were shared before."}


class DrawingsQuery(Query):
    """Which shared drawings to list."""

    since = Moment(load_default=None, metadata=SINCE)
    until = Moment(load_default=None, metadata=UNTIL)
    limit = WholeNumber(
        load_default=24,
        validate=Range(1, MAX_DRAWINGS_LISTED),
        metadata={"description": "How many drawings to return at most."},
    )
    cursor = String(**CURSOR)


class TimeRangeQuery(Query):
    """Which shared drawings to delete; both ends have to be told, so that nobody deletes all."""

    since = Moment(required=True, metadata=SINCE)
    until = Moment(required=True, metadata=UNTIL)


class ListedDrawingOut(Schema):
    """A shared drawing in a list."""

    id = String(required=True, validate=Length(equal=12))
    url = String(required=True, metadata={"description": "The address of its page."})
    created_at = DateTime(required=True)
    expires_at = DateTime(required=True, allow_none=True)
    status = String(required=True, validate=OneOf(["digit", "uncertain", "not_a_digit", "number"]))
    text = String(required=True, metadata={"description": "What was read."})


class DrawingsOut(Schema):
    """A page of shared drawings, newest first."""

    drawings = List(Nested(ListedDrawingOut), required=True)
    next = String(**NEXT)


class DeletedOut(Schema):
    """How many drawings were deleted."""

    deleted = Integer(required=True, validate=Range(0))


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
    digits = List(
        Nested(DigitOut),
        metadata={"description": "Left to right. Drawings that were shared long ago lack them."},
    )
    text = String(required=True)


class DrawingOut(Schema):
    """A shared drawing, pinned to the model that read it."""

    id = String(required=True, validate=Length(equal=12))
    url = String(required=True, metadata={"description": "The address of its page."})
    created_at = DateTime(required=True)
    expires_at = DateTime(required=True, allow_none=True)
    strokes = Raw(required=True, metadata=DRAWING_SCHEMA)
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
