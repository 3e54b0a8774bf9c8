"""Evaluations over the wire: how a run's network reads the test digits."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Float, Integer, List, Nested, String
from apiflask.validators import Length, Range

from nnet.datasets.description import MAX_CLASSES, MAX_TEST, MIN_CLASSES
from webapp.schemas.base import Query, WholeNumber, fraction, picture_field

MAX_PICTURES = 200
CLASS = Range(0, MAX_CLASSES - 1)
"""The number of a digit, or of another class where the network learned from other data."""
CLASSES = Length(MIN_CLASSES, MAX_CLASSES)


def class_names() -> List:
    """Return the field for the names of classes, in the order of their numbers."""
    return List(
        String(),
        required=True,
        validate=CLASSES,
        metadata={"description": "The names of the classes: of MNIST the ten digits."},
    )


class PicturesQuery(Query):
    """Which test digits to show."""

    label = WholeNumber(
        load_default=None, validate=CLASS, metadata={"description": "What they are."}
    )
    answer = WholeNumber(
        load_default=None, validate=CLASS, metadata={"description": "What they were read as."}
    )
    against = String(
        load_default="",
        metadata={"description": "Another run: what either of them reads so, with both readings."},
    )
    offset = WholeNumber(
        load_default=0, validate=Range(0, MAX_TEST), metadata={"description": "How many to skip."}
    )
    limit = WholeNumber(
        load_default=50,
        validate=Range(1, MAX_PICTURES),
        metadata={"description": "How many to return at most."},
    )


class ReadingOut(Schema):
    """What a network reads."""

    answer = Integer(required=True, validate=CLASS)
    confidence = Float(required=True, validate=Range(0, 1))
    probabilities = List(Float(validate=Range(0, 1)), required=True, validate=CLASSES)


class PictureOut(ReadingOut):
    """A test digit and what was read."""

    index = Integer(required=True, metadata={"description": "Its place among the test digits."})
    label = Integer(required=True, validate=CLASS)
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

    digit = Integer(required=True, validate=CLASS)
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
    """How a network reads the test digits: MNIST's 10,000, or those of its own data."""

    classes = class_names()
    epoch = Integer(required=True, metadata={"description": "Of its training, after which."})
    accuracy = fraction("Of all of them.")
    calibration_error = fraction("How far confidence is from accuracy, on average.")
    confusion = List(
        List(Integer(validate=Range(0)), validate=CLASSES),
        required=True,
        validate=CLASSES,
        metadata={"description": "Counts: a row for each digit, a column for each answer."},
    )
    digits = List(Nested(DigitScoreOut), required=True, validate=CLASSES)
    reliability = List(Nested(ReliabilityOut), required=True)
