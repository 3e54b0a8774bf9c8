"""Corrections and the collection over the wire."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, DateTime, Float, Integer, List, Nested, Raw, String
from apiflask.validators import Length, OneOf, Range, Regexp
from flask_babel import lazy_gettext
from marshmallow import RAISE

from nnet.collection.card import MAX_ASKED
from nnet.collection.tables import STATES
from webapp.schemas.base import CURSOR, NEXT, Query, WholeNumber
from webapp.schemas.strokes import DRAWING_SCHEMA, DrawingStrokes

MAX_LISTED = 200
MAX_PLACE = 11
"""A number has twelve digits at most."""

STATUSES = ("digit", "uncertain", "not_a_digit", "number")
CONTRIBUTOR = r"\A[A-Za-z0-9_-]{22,64}\Z"
"""What a browser draws at random, 16 bytes or more."""

ACCEPTED, PENDING, REJECTED, ANY = "accepted", "pending", "rejected", "all"

DIGIT: dict[str, Any] = {
    "required": True,
    "allow_none": True,
    "strict": True,
    "validate": Range(0, 9),
    "metadata": {"description": "The digit that was meant; null for none of these."},
}


class CorrectionIn(Schema):
    """A drawing that was misread."""

    class Meta:
        unknown = RAISE

    strokes = DrawingStrokes(required=True, metadata=DRAWING_SCHEMA)
    label = Integer(**DIGIT)
    place = Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=Range(0, MAX_PLACE),
        metadata={
            "description": "Which digit of a number is meant, from 0; its strokes alone are kept."
        },
    )
    contributor = String(
        required=True,
        validate=Regexp(
            CONTRIBUTOR,
            error=lazy_gettext("This must be 22 to 64 letters, digits, hyphens and underscores."),
        ),
        metadata={
            "description": "A random text of this browser, by which drawings of one hand are told "
            "from others. Only a hash of it is kept."
        },
    )


class GivenOut(Schema):
    """A correction that was given just now."""

    id = String(required=True, validate=Length(equal=12))
    key = String(
        required=True,
        metadata={
            "description": "Takes it back, in the header X-Correction-Key. It is told only once."
        },
    )
    expires_at = DateTime(required=True, allow_none=True)


class CorrectionKeyHeader(Schema):
    """What shows that a correction is one's own."""

    key = String(
        data_key="X-Correction-Key",
        metadata={"description": "The key that came with the correction; the owner needs none."},
    )


class StateIn(Schema):
    """What the owner decides."""

    class Meta:
        unknown = RAISE

    state = String(required=True, validate=OneOf(STATES))


class ChoiceQuery(Query):
    """Which corrections are meant."""

    state = String(load_default=PENDING, validate=OneOf([*STATES, ANY]))
    label = String(
        load_default=None,
        validate=Regexp(r"\A(?:[0-9]|none)\Z", error=lazy_gettext("This is a digit, or none.")),
        metadata={"description": "Only those that are this digit, or none of the ten."},
    )
    answer = WholeNumber(
        load_default=None,
        validate=Range(0, 9),
        metadata={"description": "Only those that were read as this digit."},
    )
    refused = Boolean(
        load_default=None,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "Only those that were answered to be no digit, or only others."},
    )


class CorrectionsQuery(ChoiceQuery):
    """Which corrections to list."""

    limit = WholeNumber(
        load_default=48,
        validate=Range(1, MAX_LISTED),
        metadata={"description": "How many corrections to return at most."},
    )
    cursor = String(**CURSOR)


class FilesQuery(Query):
    """Which corrections a file holds."""

    state = String(load_default=ACCEPTED, validate=OneOf([*STATES, ANY]))


class CorrectionOut(Schema):
    """A correction."""

    id = String(required=True, validate=Length(equal=12))
    created_at = DateTime(required=True)
    expires_at = DateTime(required=True, allow_none=True)
    contributor = String(required=True)
    state = String(required=True, validate=OneOf(STATES))
    label = Integer(**{**DIGIT, "strict": False})
    status = String(
        required=True,
        allow_none=True,
        validate=OneOf(STATUSES),
        metadata={"description": "Of the answer that it corrects; null where the owner gave it."},
    )
    answer = Integer(required=True, allow_none=True, validate=Range(0, 9))
    model = String(required=True, allow_none=True)
    strokes = Raw(required=True, metadata=DRAWING_SCHEMA)
    size = Float(required=True, metadata={"description": "Of its box, as a share of the paper."})
    pen_width = Float(required=True, metadata={"description": "In widths of MNIST's."})
    is_duplicate = Boolean(
        required=True, metadata={"description": "Whether an older one has the same lines."}
    )
    is_nearly_blank = Boolean(required=True)


class CorrectionsOut(Schema):
    """A page of corrections, newest first."""

    corrections = List(Nested(CorrectionOut), required=True)
    next = String(**NEXT)


class StatesOut(Schema):
    """How many corrections are in each state."""

    pending = Integer(required=True, validate=Range(0))
    accepted = Integer(required=True, validate=Range(0))
    rejected = Integer(required=True, validate=Range(0))


class ReadRightOut(Schema):
    """How many digits are answered right."""

    right = Integer(required=True, validate=Range(0))
    not_one = Integer(
        required=True,
        validate=Range(0),
        metadata={"description": "How many are read as no digit, or as several."},
    )
    count = Integer(
        required=True,
        validate=Range(1, MAX_ASKED),
        metadata={"description": "How many were read: of very many, some evenly from all."},
    )
    low = Float(required=True, metadata={"description": "The 95 % interval of the share."})
    high = Float(required=True)


QUARTILES: dict[str, Any] = {
    "required": True,
    "allow_none": True,
    "validate": Length(equal=3),
}


class CollectionOut(Schema):
    """What is in the collection; all but the states is of what was accepted."""

    states = Nested(StatesOut, required=True)
    digits = List(Integer(validate=Range(0)), required=True, validate=Length(equal=10))
    none = Integer(required=True, validate=Range(0))
    contributors = Integer(required=True, validate=Range(0))
    pen_width = List(
        Float(), **QUARTILES, metadata={"description": "Its quartiles, in widths of MNIST's."}
    )
    size = List(Float(), **QUARTILES, metadata={"description": "Its quartiles."})
    mnist_size = Float(required=True)
    read_right = Nested(
        ReadRightOut,
        required=True,
        allow_none=True,
        metadata={
            "description": "As a visitor is answered by the active network: with the guard, "
            "and the vote of the strokes where they have one; null where there is no digit."
        },
    )
    model = String(required=True, allow_none=True)


class TakenOut(Schema):
    """What became of a file."""

    added = Integer(required=True, validate=Range(0))
    known = Integer(
        required=True,
        validate=Range(0),
        metadata={"description": "Drawings that were there already."},
    )
