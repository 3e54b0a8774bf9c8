"""One step of training over the wire: what decides it, and every number of it."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Float, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range

from nnet.interpretation.training_step import (
    COSTS,
    HIDDEN_UNITS,
    LEAST_HIDDEN_UNITS,
    MAX_STEPS,
    STARTS,
)
from nnet.models.config import MAX_SEED
from webapp.interpretation.questions import DigitIn
from webapp.schemas.configurations import Number

MAX_RATE = 100

STRONGEST = 12
"""Inputs of a unit that are told one by one: those that add most to its sum, or take most off it.
All 784 of 30 units would be half a megabyte, most of it zeros."""


class StepIn(DigitIn):
    """A step: the drawing, and the settings that lead to it."""

    label = Integer(
        required=True,
        strict=True,
        validate=Range(0, 9),
        metadata={"description": "The digit that the drawing is to be read as."},
    )
    hidden = Integer(
        load_default=HIDDEN_UNITS,
        strict=True,
        validate=Range(LEAST_HIDDEN_UNITS, HIDDEN_UNITS),
        metadata={"description": "Units of the hidden layer."},
    )
    cost = String(load_default=COSTS[0], validate=OneOf(COSTS))
    start = String(
        load_default=STARTS[0],
        validate=OneOf(STARTS),
        metadata={
            "description": "Where the weights come from: drawn from N(0, 1), from "
            f"N(0, 1 / inputs), or trained, which there are for {HIDDEN_UNITS} hidden units."
        },
    )
    seed = Integer(
        load_default=1,
        strict=True,
        validate=Range(0, MAX_SEED),
        metadata={"description": "Decides the weights that are drawn at random."},
    )
    learning_rate = Number(
        load_default=3.0,
        validate=Range(0, MAX_RATE, min_inclusive=False),
        metadata={"description": "How far a step goes against the gradient."},
    )
    steps = Integer(
        load_default=0,
        strict=True,
        validate=Range(0, MAX_STEPS),
        metadata={"description": "How many steps are taken before the one that is looked at."},
    )


def _numbers(description: str) -> List:
    return List(Float(), required=True, metadata={"description": description})


class EdgesOut(Schema):
    """What goes into one unit: its strongest inputs, and the sum of all others."""

    sources = List(
        Integer(), required=True, metadata={"description": "Places among the inputs, from 0."}
    )
    weights = _numbers("Before the step.")
    terms = _numbers("Weight times input.")
    gradient = _numbers("The derivatives of the cost by the weights.")
    new_weights = _numbers("After the step.")
    others = Float(
        required=True, metadata={"description": "What all other inputs add to the weighted input."}
    )


class LayerStepOut(Schema):
    """A layer of sigmoid units in a step, one number a unit."""

    sums = _numbers("The weighted inputs z.")
    activations = _numbers("The sigmoid of z.")
    slopes = _numbers("The derivative of the sigmoid at z.")
    errors = _numbers("The derivatives of the cost by z.")
    biases = _numbers("Before the step.")
    new_biases = _numbers("After the step.")
    edges = List(Nested(EdgesOut), required=True)


class StepOut(Schema):
    """One step of training, with every number on the way."""

    steps = Integer(required=True)
    parameters = Integer(required=True, metadata={"description": "Numbers that the step changes."})
    inputs = List(
        Float(validate=Range(0, 1)),
        required=True,
        validate=Length(equal=784),
        metadata={"description": "The pixels, row by row: 0 is paper and 1 is ink."},
    )
    layers = List(
        Nested(LayerStepOut),
        required=True,
        metadata={"description": "The hidden layer, then the ten outputs."},
    )
    returned = List(
        List(Float()),
        required=True,
        metadata={
            "description": "For each hidden unit what each output hands back to it: the weight "
            "between them times the error of the output."
        },
    )
    returned_sums = _numbers("The sum of that for each hidden unit.")
    targets = _numbers("What the outputs should be.")
    cost_terms = _numbers("What each output adds to the cost.")
    costs = _numbers("The cost before each step so far, before this one, and after it.")


class CheckedDerivativeOut(Schema):
    """The derivative of the cost by one number, computed in two ways."""

    layer = Integer(required=True, metadata={"description": "1 is the hidden layer, 2 the outputs"})
    unit = Integer(required=True)
    source = Integer(
        required=True,
        allow_none=True,
        metadata={"description": "The weight's place among the inputs; null for the bias."},
    )
    backpropagation = Float(required=True)
    numerical = Float(required=True)
    difference = Float(required=True)


class CheckOut(Schema):
    """The gradient check."""

    epsilon = Float(required=True, metadata={"description": "How far each weight was moved."})
    derivatives = List(Nested(CheckedDerivativeOut), required=True)
