"""Learning over the wire: what a run's network looks for, and answers, as it learns."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Float, Integer, List, Nested, String
from apiflask.validators import Length, Range

from webapp.schemas.base import picture_field
from webapp.schemas.evaluations import PictureOut, class_names

MAX_FILTER_PICTURES = 64
"""Filters or units that are shown as pictures; more of them would be too small to see."""

FIRST_OF_EACH = (3, 2, 1, 18, 4, 8, 11, 0, 61, 7)
HARD = (593, 1393)
"""Places among the test digits: the first of each digit; and of those that the shipped network
reads correctly, the two that it is least sure of: a 9 and a 5."""

EPOCH = {"description": "Of its training, after which."}


class WeightsOut(Schema):
    """The weights of the first layer that has any, as pictures."""

    epoch = Integer(required=True, metadata=EPOCH)
    layer = Integer(required=True, metadata={"description": "Its place among the layers, from 1."})
    type = String(required=True, metadata={"example": "dense"})
    units = Integer(
        required=True, metadata={"description": "How many units or filters it has in all."}
    )
    limit = Float(
        required=True,
        validate=Range(0),
        metadata={
            "description": "The weight of the darkest orange; its negative has the darkest blue, "
            "and 0 is pale."
        },
    )
    pictures = List(
        picture_field("A PNG: a pixel for each weight of a unit, or of a filter's kernel."),
        required=True,
        validate=Length(1, MAX_FILTER_PICTURES),
        metadata={"description": "Of the first units, in order."},
    )


class SamplesOut(Schema):
    """A dozen test digits, the same for every run, and what its network answers to them."""

    classes = class_names()
    epoch = Integer(required=True, metadata=EPOCH)
    samples = List(
        Nested(PictureOut),
        required=True,
        validate=Length(1, len(FIRST_OF_EACH + HARD)),
        metadata={
            "description": "The first of each digit, in order, and two that are hard; of other "
            "data the first of each class, or of a dozen classes."
        },
    )
