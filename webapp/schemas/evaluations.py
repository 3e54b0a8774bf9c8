"""Evaluations over the wire: how a run's network reads the test digits."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Float, Integer, List, Nested, String
from apiflask.validators import Length, Range

from webapp.schemas.base import Query, WholeNumber, fraction, picture_field

MAX_PICTURES = 200


class PicturesQuery(Query):
    """Which test digits to show."""

    label = WholeNumber(
        load_default=None, validate=Range(0, 9), metadata={"description": "What they are."}
    )
    answer = WholeNumber(
        load_default=None, validate=Range(0, 9), metadata={"description": "What they were read as."}
    )
    against = String(
        load_default="",
        metadata={"description": "Another run: what either of them reads so, with both readings."},
    )
    offset = WholeNumber(
        load_default=0, validate=Range(0, 10_000), metadata={"description": "How many to skip."}
    )
    limit = WholeNumber(
        load_default=50,
        validate=Range(1, MAX_PICTURES),
        metadata={"description": "How many to return at most."},
    )


class ReadingOut(Schema):
    """What a network reads."""

    answer = Integer(required=True, validate=Range(0, 9))
    confidence = Float(required=True, validate=Range(0, 1))
    probabilities = List(Float(validate=Range(0, 1)), required=True, validate=Length(equal=10))


class PictureOut(ReadingOut):
    """A test digit and what was read."""

    index = Integer(required=True, metadata={"description": "Its place among the test digits."})
    label = Integer(required=True, validate=Range(0, 9))
    picture = picture_field("The 28x28 PNG of the digit.")
    against = Nested(
        ReadingOut, metadata={"description": "What the other run reads, where one was named."}
    )


class PicturesOut(Schema):
    """Test digits, the worst mistakes first."""

    total = Integer(required=True, metadata={"description": "How many there are in all."})
    differing = Integer(
        metadata={"description": "How many of them only one of two runs reads so; they come first."}
    )
    pictures = List(Nested(PictureOut), required=True)


class DigitScoreOut(Schema):
    """How well one digit is read."""

    digit = Integer(required=True, validate=Range(0, 9))
    precision = fraction("Of what was read as this digit, how much is.")
    recall = fraction("Of this digit's pictures, how many were read as it.")
    f1 = fraction("The harmonic mean of the two.")
    support = Integer(required=True, metadata={"description": "How many pictures there are of it."})


class ReliabilityOut(Schema):
    """Of the pictures answered with a confidence in one range, how many were read right."""

    low = fraction("Above this, ...")
    high = fraction("... up to this.")
    count = Integer(required=True, validate=Range(0))
    mean_confidence = fraction("0 where there is no picture.")
    accuracy = fraction("0 where there is no picture.")


class EvaluationOut(Schema):
    """How a network reads the 10,000 test digits."""

    epoch = Integer(required=True, metadata={"description": "Of its training, after which."})
    accuracy = fraction("Of all of them.")
    calibration_error = fraction("How far confidence is from accuracy, on average.")
    confusion = List(
        List(Integer(validate=Range(0)), validate=Length(equal=10)),
        required=True,
        validate=Length(equal=10),
        metadata={"description": "Counts: a row for each digit, a column for each answer."},
    )
    digits = List(Nested(DigitScoreOut), required=True, validate=Length(equal=10))
    reliability = List(Nested(ReliabilityOut), required=True)
