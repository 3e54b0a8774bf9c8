"""What goes over the wire, declared once: checked on the way in, described in the OpenAPI document.

Answers are built by the code that owns the data and are not passed through these schemas again;
the tests hold every answer against the document instead.
"""

from __future__ import annotations

import re
from typing import Any

from apiflask import Schema
from apiflask.fields import Dict, Float, Integer, List, Nested, Raw, String
from apiflask.validators import Length, OneOf, Range, Regexp
from marshmallow import RAISE, ValidationError

from nnet.store.run_states import STATUSES

MAX_RUNS = 200
DEFAULT_RUNS = 50
MAX_EPOCH = 1_000_000
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


class WholeNumber(Integer):
    """An integer in plain decimal digits: Python's own reader also takes 1_000, spaces and more."""

    def _validated(self, value: Any) -> Any:
        if not isinstance(value, str) or not WHOLE_NUMBER.fullmatch(value):
            raise ValidationError("This must be a whole number in plain digits.")
        return super()._validated(value)


def fraction(description: str) -> Float:
    """Return a field for a fraction from 0 to 1 that may be null."""
    return Float(allow_none=True, validate=Range(0, 1), metadata={"description": description})


QUERY: dict[str, Any] = {"location": "query", "arg_name": "query", "unknown": RAISE}
"""How views take query parameters: one that is unknown is refused, so that a typing error shows."""


class Query(Schema):
    """The parameters of a call that has none; those of the others extend it."""


class RunsQuery(Query):
    """Which runs to list."""

    status = String(
        load_default="",
        metadata={
            "description": "Only runs of these statuses, separated by commas: "
            + ", ".join(STATUSES),
            "example": "running,finished",
        },
        validate=Regexp(
            rf"\A(?:(?:{'|'.join(STATUSES)})(?:,(?!\Z)|\Z))*\Z",
            error=f"Each status must be one of {', '.join(STATUSES)}, separated by commas.",
        ),
    )
    limit = WholeNumber(
        load_default=DEFAULT_RUNS,
        validate=Range(1, MAX_RUNS),
        metadata={"description": "How many runs to return at most."},
    )
    cursor = String(
        load_default="",
        validate=[Length(max=200), Regexp(r"\A[A-Za-z0-9_.:=~+-]*\Z", error="This is no cursor.")],
        metadata={"description": "Where to go on: the member next of the previous answer."},
    )


class MetricsQuery(Query):
    """Which epochs' metrics to return."""

    after = WholeNumber(
        load_default=0,
        validate=Range(0, MAX_EPOCH),
        metadata={"description": "Only epochs after this one."},
    )


class PredictionQuery(Query):
    """What an answer to a picture should say besides."""

    explain = String(
        load_default="",
        validate=OneOf(["", "preprocessing"], error="This must be preprocessing, if it is given."),
        metadata={
            "description": "preprocessing adds the member explanation: the picture after each step "
            "of its preparation, the width of the pen, and a hint if something is odd.",
        },
    )


def picture_field(description: str) -> String:
    """Return a field for a small grey PNG."""
    return String(required=True, metadata={"description": description, "contentEncoding": "base64"})


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


class ExplanationOut(Schema):
    """How a drawing was prepared for the network."""

    ink = picture_field("The PNG of all ink that was found.")
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


class ModelIn(Schema):
    """Which model is to answer."""

    class Meta:
        unknown = RAISE

    run_id = String(
        required=True,
        allow_none=True,
        validate=Length(max=64),
        metadata={"description": "A finished run's id; null for the model that ships."},
    )


class ModelOut(Schema):
    """The active model."""

    run_id = String(
        required=True,
        allow_none=True,
        metadata={"description": "The run that it was trained in; null for the one that ships."},
    )

    recipe = String(required=True)
    architecture = String(required=True, metadata={"example": "784-30-10"})
    parameters = Integer(required=True)
    test_accuracy = fraction("On the 10,000 test digits.")
    validation_accuracy = fraction("On the digits that were held out to choose by.")
    sha256 = String(required=True, validate=Length(equal=64))
    card = Dict(
        required=True,
        metadata={
            "description": "All that was recorded of it: among others test_accuracy and, where it "
            "was measured on drawings by people whom it did not learn from, drawings_accuracy, "
            "each with its 95 % interval."
        },
    )


class StatusOut(Schema):
    """Whether the server is alive, or ready."""

    status = String(required=True, validate=OneOf(["ok", "ready"]))


class FieldErrorOut(Schema):
    """One value that cannot be used."""

    field = String(required=True)
    message = String(required=True)


class ProblemOut(Schema):
    """An error, after RFC 9457."""

    type = String(required=True)
    title = String(required=True)
    status = Integer(required=True)
    detail = String(required=True)
    code = String(required=True)
    request_id = String(required=True)
    errors = List(Nested(FieldErrorOut))
    checks = Raw()
