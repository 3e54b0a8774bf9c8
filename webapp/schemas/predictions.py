"""Predictions over the wire: what was read on a picture."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Boolean, Float, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range
from flask_babel import lazy_gettext

from webapp.schemas.base import Query, picture_field


class PredictionQuery(Query):
    """What an answer to a picture should say besides."""

    explain = String(
        load_default="",
        validate=OneOf(
            ["", "preprocessing"], error=lazy_gettext("This must be preprocessing, if it is given.")
        ),
        metadata={
            "description": "preprocessing adds the member explanation: the picture after each step "
            "of its preparation, the width of the pen, and a hint if something is odd.",
        },
    )


class StepsOut(Schema):
    """How one digit was prepared for the network."""

    box = picture_field("The PNG of its own ink, cut out.")
    scaled = picture_field("The PNG of it with its longer side scaled to 20 pixels.")
    centred = picture_field("The 28x28 PNG with its centre of mass in the middle: the input.")
    pen_width = Float(
        required=True,
        validate=Range(0),
        metadata={"description": "Of its strokes, in widths of MNIST's."},
    )


class HintOut(Schema):
    """What is odd about a drawing."""

    code = String(required=True, validate=OneOf(["thick", "thin", "small", "edge"]))
    text = String(required=True)


class ProposalOut(Schema):
    """Which of several ways to see a picture's ink was taken."""

    name = String(
        required=True,
        metadata={
            "description": "strokes, drawing, enlarged, thickened, colour, dark, light, paper, "
            "board or sheet, and after underscores what was done besides, such as paper_lines."
        },
    )
    text = String(required=True, metadata={"description": "The same in a sentence."})


class ExplanationOut(Schema):
    """How a drawing was prepared for the network."""

    ink = picture_field("The PNG of all ink that was found.")
    proposal = Nested(ProposalOut, required=True)
    strokes_voted = Boolean(
        required=True,
        metadata={
            "description": "Whether the reader of strokes had a say in the probabilities: where "
            "strokes were sent along that the picture shows, and the model that ships answers."
        },
    )
    digits = List(Nested(StepsOut), required=True, metadata={"description": "As in digits."})
    pen_width = Float(
        required=True,
        validate=Range(0),
        metadata={"description": "The digits' mean, in widths of MNIST's strokes."},
    )
    hint = Nested(HintOut, required=True, allow_none=True)


class DigitOut(Schema):
    """One digit that was read."""

    digit = Integer(
        required=True,
        allow_none=True,
        validate=Range(0, 9),
        metadata={"description": "Null where the ink is no digit."},
    )
    confidence = Float(required=True, validate=Range(0, 1))
    probabilities = List(Float(validate=Range(0, 1)), required=True, validate=Length(equal=10))
    box = List(
        Integer(),
        required=True,
        validate=Length(equal=4),
        metadata={"description": "x, y, width, height of the ink, in pixels of the picture."},
    )
    input = picture_field("The 28x28 PNG that the network saw.")


class PredictionOut(Schema):
    """The answer to a picture."""

    status = String(required=True, validate=OneOf(["digit", "uncertain", "not_a_digit", "number"]))
    digit = Integer(
        required=True,
        allow_none=True,
        validate=Range(0, 9),
        metadata={"description": "Null for a number and for what is no digit."},
    )
    alternatives = List(
        Integer(validate=Range(0, 9)),
        required=True,
        allow_none=True,
        validate=Length(equal=2),
        metadata={"description": "The two likeliest digits while status is uncertain, or null."},
    )
    confidence = Float(
        required=True,
        validate=Range(0, 1),
        metadata={"description": "Of a number: the product of its digits' confidences."},
    )
    probabilities = List(
        Float(validate=Range(0, 1)),
        required=True,
        allow_none=True,
        validate=Length(equal=10),
        metadata={"description": "In digit order; they sum to 1. Null for a number."},
    )
    digits = List(Nested(DigitOut), required=True, metadata={"description": "Left to right."})
    text = String(
        required=True,
        metadata={
            "description": "Empty for what is no digit; ? for what is unreadable in a number."
        },
    )
    model = String(
        required=True,
        validate=Length(equal=12),
        metadata={"description": "The first 12 hex digits of the model's SHA-256."},
    )
    elapsed_ms = Float(required=True, validate=Range(0))
    explanation = Nested(
        ExplanationOut, metadata={"description": "With explain=preprocessing only."}
    )
