"""What is asked about layers and units, and what is answered."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, Float, Integer, List, Nested, Raw, String
from apiflask.validators import Length, OneOf, Range
from marshmallow import RAISE

from nnet.models.config import MAX_SEED
from webapp.interpretation.questions import DigitIn
from webapp.schemas.base import Query, WholeNumber, picture_field
from webapp.schemas.configurations import Number

MAX_LAYERS = 100
MAX_UNITS = 100_000
MAX_OFF = 256
"""Units that may be off at once: more than a visitor clicks."""

FEW, ALL = 1000, 10_000
"""Test digits that an accuracy may be of: at once, and on request."""

LAYER: dict[str, Any] = {
    "required": True,
    "validate": Range(1, MAX_LAYERS),
    "metadata": {"description": "Which of the layers with weights, from 1."},
}
UNIT: dict[str, Any] = {
    "required": True,
    "validate": Range(0, MAX_UNITS),
    "metadata": {"description": "Which of its units or filters, from 0; pages count from 1."},
}


class DamageIn(Schema):
    """What is different in this visitor's copy of the network."""

    class Meta:
        unknown = RAISE

    off = List(
        List(Integer(strict=True, validate=Range(0, MAX_UNITS)), validate=Length(equal=2)),
        load_default=list,
        validate=Length(max=MAX_OFF),
        metadata={
            "description": "[layer, unit] of units that hand on 0; units count from 0.",
            "example": [[1, 5]],
        },
    )
    prune = Number(
        load_default=0,
        validate=Range(0, 0.99),
        metadata={"description": "The share of each layer's weights set to 0, smallest first."},
    )
    noise = Number(
        load_default=0,
        validate=Range(0, 2),
        metadata={
            "description": "The deviation of noise on weights, in deviations of their layer's."
        },
    )
    seed = Integer(strict=True, load_default=1, validate=Range(0, MAX_SEED))
    bits = Integer(
        strict=True,
        allow_none=True,
        load_default=None,
        validate=OneOf([2, 4, 8]),
        metadata={"description": "Weights are rounded to so many bits; null for not at all."},
    )


class LayersIn(DigitIn, DamageIn):
    """A digit, and the network that it passes through."""


class UnitIn(LayersIn):
    """A digit, and one number of a layer."""

    layer = Integer(strict=True, **LAYER)
    unit = Integer(strict=True, **UNIT)
    row = Integer(
        strict=True,
        allow_none=True,
        load_default=None,
        validate=Range(0, MAX_UNITS),
        metadata={"description": "Of the unit's map; without it the strongest place is taken."},
    )
    column = Integer(strict=True, allow_none=True, load_default=None, validate=Range(0, MAX_UNITS))


class AccuracyIn(DamageIn):
    """A copy of the network, and how many test digits it reads."""

    digits = Integer(
        strict=True,
        load_default=FEW,
        validate=OneOf([FEW, ALL]),
        metadata={"description": "The first so many of the test digits."},
    )


class ExcitingQuery(Query):
    """A unit or filter."""

    layer = WholeNumber(**LAYER)
    unit = WholeNumber(**UNIT)


class StageOut(Schema):
    """A layer with weights, and what belongs to it."""

    layer = Integer(required=True)
    type = String(required=True, validate=OneOf(["conv2d", "dense"]))
    title = String(required=True)
    about = String(required=True, metadata={"description": "What it is, in a sentence."})
    shape = List(
        Integer(),
        required=True,
        metadata={"description": "Height, width and number of its maps, or its number of units."},
    )
    field = List(
        Integer(),
        required=True,
        metadata={"description": "Height, width and channels of what one unit takes."},
    )
    units = Integer(required=True)


class FiltersOut(Schema):
    """The weights of the first units or filters of the first layer, as pictures."""

    limit = Float(required=True, metadata={"description": "The weight of the darkest orange."})
    pictures = List(picture_field("A PNG with a pixel for each weight."), required=True)


class NetworkOut(Schema):
    """The network that answers, layer by layer."""

    model = String(required=True, metadata={"description": "The beginning of its SHA-256."})
    strokes_vote = Boolean(
        required=True,
        metadata={"description": "Whether another network votes with it where strokes are known."},
    )
    layers = List(Nested(StageOut), required=True)
    filters = Nested(FiltersOut, required=True)


class LayerMapsOut(Schema):
    """What a layer made of the digit: a picture of its maps, or its units' numbers."""

    layer = Integer(required=True)
    shown = List(
        Integer(),
        required=True,
        allow_none=True,
        metadata={"description": "The strongest units, in order; null where all are shown."},
    )
    strongest = Integer(
        required=True, metadata={"description": "The unit whose largest number is the largest."}
    )
    minimum = Float(required=True, metadata={"description": "What is black in the picture."})
    maximum = Float(required=True, metadata={"description": "What is white in the picture."})
    columns = Integer(metadata={"description": "How many maps stand side by side."})
    picture = String(metadata={"description": "The PNG of the maps, without gaps, in base64."})
    values = List(Float(), metadata={"description": "The numbers of units without maps."})


class NetworkReadingOut(Schema):
    """What the network alone reads, without the votes of others."""

    digit = Integer(required=True, validate=Range(0, 9))
    probabilities = List(Float(), required=True, validate=Length(equal=10))


class LayersOut(NetworkReadingOut):
    """What each layer made of the digit, and what the copy of the network reads."""

    model = String(required=True)
    unchanged = Nested(
        NetworkReadingOut,
        required=True,
        allow_none=True,
        metadata={"description": "What it reads without the changes; null where there are none."},
    )
    layers = List(Nested(LayerMapsOut), required=True)


class TermOut(Schema):
    """One product: what a unit takes from one place, times its weight."""

    row = Integer(required=True, metadata={"description": "In the maps that it takes from."})
    column = Integer(required=True)
    channel = Integer(required=True)
    input = Float(required=True)
    weight = Float(required=True)
    product = Float(required=True)


class ChannelOut(Schema):
    """All that a unit takes from one map."""

    channel = Integer(required=True)
    inputs = List(List(Float()), required=True)
    weights = List(List(Float()), required=True)
    products = List(List(Float()), required=True)
    sum = Float(required=True, metadata={"description": "Of the products."})


class UnitStepOut(Schema):
    """What happens to the sum."""

    type = String(required=True)
    constants = Raw(required=True, metadata={"description": "The numbers that it computes with."})
    window = List(Float(), allow_none=True, required=True)
    value = Float(required=True)


class UnitOut(Schema):
    """The arithmetic of one number."""

    layer = Integer(required=True)
    unit = Integer(required=True)
    row = Integer(required=True, allow_none=True)
    column = Integer(required=True, allow_none=True)
    sees = List(
        Integer(),
        required=True,
        allow_none=True,
        metadata={"description": "Left, top, width and height of the pixels that decide it."},
    )
    map = Raw(
        required=True,
        metadata={"description": "picture, minimum and maximum of the unit's map; null without."},
    )
    count = Integer(required=True, metadata={"description": "How many products there are."})
    terms = List(Nested(TermOut), required=True, metadata={"description": "The largest in size."})
    rest = Float(required=True, metadata={"description": "The sum of the other products."})
    channels = List(
        Nested(ChannelOut), required=True, metadata={"description": "Those that matter most."}
    )
    sum = Float(required=True, metadata={"description": "Of all products."})
    bias = Float(required=True)
    value = Float(required=True, metadata={"description": "The sum with the bias."})
    steps = List(Nested(UnitStepOut), required=True)
    output = Float(required=True)
    probability = Float(
        required=True,
        allow_none=True,
        metadata={"description": "Of the digit that an output stands for; null before those."},
    )


class ExcitingDigitOut(Schema):
    """A test digit that excites a unit."""

    index = Integer(required=True)
    label = Integer(required=True, validate=Range(0, 9))
    picture = picture_field("The PNG of it.")
    value = Float(required=True)
    sees = List(Integer(), required=True, allow_none=True)


class ExcitingOut(Schema):
    """The test digits that excite a unit most."""

    model = String(required=True)
    examined = Integer(required=True, metadata={"description": "Of how many test digits."})
    digits = List(Nested(ExcitingDigitOut), required=True)


class AccuracyOut(Schema):
    """How well a copy of the network reads test digits."""

    model = String(required=True)
    digits = Integer(required=True)
    correct = Integer(required=True)
    accuracy = Float(required=True, validate=Range(0, 1))
