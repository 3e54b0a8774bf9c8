"""Lessons over the wire: what is asked of one, and what came of it."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Float, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range
from marshmallow import RAISE

from nnet.collection.lesson import EPOCHS, MNIST_DIGITS, SHARE
from nnet.models.config import MAX_FROZEN, MAX_SEED, MIN_TRAINING_DIGITS
from webapp.schemas.base import picture_field
from webapp.schemas.configurations import LEARNING_RATE, Number

PARTS = ("held_out", "learned", "mnist", "drawings")
VERDICTS = ("few", "better", "worse", "same")
MAX_EPOCHS = 100
DIGIT: dict[str, Any] = {"required": True, "validate": Range(0, 9)}


class LessonIn(Schema):
    """How the active network is to go on learning."""

    class Meta:
        unknown = RAISE

    name = String(load_default="", validate=Length(max=200))
    share = Number(
        load_default=SHARE,
        validate=Range(0, 0.9, min_inclusive=False),
        metadata={"description": "Of an epoch's digits, those that are of the collection."},
    )
    epochs = Integer(load_default=EPOCHS, strict=True, validate=Range(1, MAX_EPOCHS))
    learning_rate = Number(
        load_default=None,
        allow_none=True,
        validate=LEARNING_RATE.validate,
        metadata={"description": "Null for a tenth of the one that the network learned with."},
    )
    frozen = Integer(
        load_default=0,
        strict=True,
        validate=Range(0, MAX_FROZEN),
        metadata={"description": "How many of the first layers with weights keep these."},
    )
    seed = Integer(load_default=1, strict=True, validate=Range(0, MAX_SEED))
    mnist_digits = Integer(
        load_default=MNIST_DIGITS,
        strict=True,
        validate=Range(MIN_TRAINING_DIGITS, 50_000),
        metadata={"description": "How many of MNIST's training digits come in an epoch."},
    )


class ShareOut(Schema):
    """How many digits are read right, and the 95 % interval of their share."""

    right = Integer(required=True, validate=Range(0))
    low = Float(required=True)
    high = Float(required=True)


class ChangedOut(Schema):
    """A digit that is read as another one than before."""

    label = Integer(**DIGIT)
    before = Integer(**DIGIT)
    after = Integer(**DIGIT)
    picture = picture_field("The PNG of what the networks saw.")


class PartOut(Schema):
    """How some digits are read before and after."""

    name = String(required=True, validate=OneOf(PARTS))
    count = Integer(required=True, validate=Range(1))
    before = Nested(ShareOut, required=True)
    after = Nested(ShareOut, required=True)
    gained = Integer(required=True, validate=Range(0))
    lost = Integer(required=True, validate=Range(0))
    change = Float(required=True, metadata={"description": "Of the share that is read right."})
    low = Float(required=True, metadata={"description": "The 95 % interval of the change."})
    high = Float(required=True)
    verdict = String(required=True, validate=OneOf(VERDICTS))
    now_right = List(Nested(ChangedOut), required=True)
    now_wrong = List(Nested(ChangedOut), required=True)


class HandsOut(Schema):
    """How many contributors are on each side."""

    learned = Integer(required=True, validate=Range(0))
    held_out = Integer(required=True, validate=Range(0))


class LessonOut(Schema):
    """What a lesson changed."""

    epoch = Integer(required=True, validate=Range(0))
    hands = Nested(HandsOut, required=True)
    parts = List(Nested(PartOut), required=True)
