"""The active model over the wire."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Integer, String
from apiflask.validators import Length
from marshmallow import RAISE

from webapp.schemas.base import fraction


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
    strokes_vote = Boolean(
        required=True,
        metadata={
            "description": "Whether the reader of strokes votes with it where strokes are sent "
            "along with a picture: with the model that ships alone."
        },
    )
    card = Dict(
        required=True,
        metadata={
            "description": "All that was recorded of it: among others test_accuracy and, where it "
            "was measured on drawings by people whom it did not learn from, drawings_accuracy, "
            "each with its 95 % interval."
        },
    )
