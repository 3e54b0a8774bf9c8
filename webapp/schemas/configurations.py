"""Schemas of configurations of trainings, and of the distortions in them."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Float, Integer, List, Nested, Raw, String
from apiflask.validators import Length, OneOf, Range
from flask_babel import gettext
from marshmallow import RAISE, ValidationError

from nnet.augmentation.augment import LIMITS
from nnet.datasets.description import MAX_CLASSES, MAX_NAME
from nnet.models.config import MAX_SEED, MIN_TRAINING_DIGITS
from nnet.models.recipes import RECIPES
from webapp.schemas.base import picture_field

MAX_LAYERS = 40
MAX_SETTINGS = 10
MAX_TEXT = 30
LARGEST = 1e9
ARCHITECTURE_CHARACTERS = 100
EXAMPLE = '{"type": "relu"}'


class Number(Float):
    """A number that is one in JSON, too, and no text with digits."""

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError(gettext("This must be a number."))
        return super()._validated(value)


LEARNING_RATE = Number(
    validate=Range(0, 1000, min_inclusive=False),
    metadata={"description": "The length of a step, before the schedule."},
)


class Settings(Raw):
    """The name of a kind of thing, or an object with its type and plain settings."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> Any:
        if isinstance(value, str) and len(value) <= MAX_TEXT:
            return value
        if not isinstance(value, dict) or len(value) > MAX_SETTINGS:
            message = gettext("This must be a name, or an object with a type and settings.")
            raise ValidationError(message)
        for name, setting in value.items():
            if len(name) > MAX_TEXT or not _is_plain(setting):
                message = gettext("Settings are finite numbers, true, false or short texts.")
                raise ValidationError(message)
        return value


def _is_plain(setting: Any) -> bool:
    """Return whether a setting is a value that a layer or an optimizer could have."""
    if isinstance(setting, str):
        return len(setting) <= MAX_TEXT
    return setting is None or (isinstance(setting, int | float) and abs(setting) < LARGEST)


class Layers(Raw):
    """Sizes of dense layers as a text, or a list of layers with their settings."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> Any:
        if isinstance(value, str) and len(value) <= ARCHITECTURE_CHARACTERS:
            return value
        if not isinstance(value, list) or not 1 <= len(value) <= MAX_LAYERS:
            raise ValidationError(
                gettext(
                    "This must be sizes such as 784-100-10, or a list of 1 to %(most)s layers.",
                    most=MAX_LAYERS,
                )
            )
        if not all(isinstance(layer, dict) for layer in value):
            message = gettext("Each layer must be an object such as %(layer)s.", layer=EXAMPLE)
            raise ValidationError(message)
        settings = Settings()
        return [settings.deserialize(layer) for layer in value]


def settings_field(of_what: str, example: Any) -> Settings:
    """Return a field for a name or an object with its type and settings."""
    description = f"{of_what}: its name, or an object with its type and settings."
    return Settings(metadata={"description": description, "example": example})


AUGMENTATION = Dict(
    keys=String(validate=OneOf(list(LIMITS))),
    values=Number(),
    metadata={
        "description": "How strongly training digits are distorted; what is left out is off.",
        "example": {"rotation": 12, "shift": 1.5},
    },
)


DATA = String(
    allow_none=True,
    validate=Length(1, MAX_NAME),
    metadata={
        "description": "A data set to learn from in place of MNIST: a folder below that which the "
        "setting DATA_DIRECTORY names."
    },
)


class OverridesIn(Schema):
    """What a run does differently from its recipe."""

    class Meta:
        unknown = RAISE

    epochs = Integer(strict=True, validate=Range(1, 10_000))
    learning_rate = LEARNING_RATE
    batch_size = Integer(strict=True, validate=Range(1, 50_000))
    seed = Integer(strict=True, validate=Range(0, MAX_SEED))
    layers = Layers(
        metadata={
            "description": "The layers in order; or the sizes of dense ones, such as 784-100-10.",
            "example": [{"type": "dense", "units": 100}, {"type": "relu"}],
        }
    )
    loss = settings_field("The loss", "softmax_cross_entropy")
    optimizer = settings_field("The optimizer", {"type": "momentum", "momentum": 0.9})
    schedule = settings_field("The schedule", "cosine")
    augmentation = AUGMENTATION
    data = DATA
    keep_epochs = Boolean(
        metadata={"description": "Whether the network after every epoch is kept, for a film."}
    )
    training_digits = Integer(
        strict=True,
        allow_none=True,
        validate=Range(MIN_TRAINING_DIGITS, 50_000),
        metadata={"description": "How many training digits are used, the first; null for all."},
    )


class ConfigurationIn(Schema):
    """A recipe, and what is to be different."""

    class Meta:
        unknown = RAISE

    recipe = String(required=True, validate=OneOf(list(RECIPES)))
    overrides = Nested(OverridesIn, load_default=dict)


class LayerOut(Schema):
    """One layer of a configuration."""

    type = String(required=True)
    output_shape = List(Integer(), required=True, metadata={"description": "Of one example."})
    parameters = Integer(required=True, metadata={"description": "How many numbers it trains."})


class ConfigurationOut(Schema):
    """What a configuration's layers make of a picture, as far as they fit together."""

    layers = List(Nested(LayerOut), required=True)
    parameters = Integer(required=True)
    classes = Integer(
        required=True, metadata={"description": "How many its network has to tell apart."}
    )
    kept_bytes = Integer(
        required=True,
        metadata={"description": "What the networks of all epochs take where they are kept."},
    )
    problem = String(
        required=True, allow_none=True, metadata={"description": "Why they do not fit together."}
    )
    problem_layer = Integer(
        required=True,
        allow_none=True,
        metadata={"description": "The layer that does not fit, from 1; null for all of them."},
    )


class DistortionsIn(Schema):
    """Distortions to be shown."""

    class Meta:
        unknown = RAISE

    augmentation = AUGMENTATION
    data = DATA
    seed = Integer(strict=True, load_default=1, validate=Range(0, MAX_SEED))


class DistortedOut(Schema):
    """One digit, or picture of other data, distorted."""

    label = Integer(
        required=True,
        validate=Range(0, MAX_CLASSES - 1),
        metadata={"description": "The number of its class."},
    )
    picture = picture_field("The PNG of it.")


class DistortionsOut(Schema):
    """Digits, or pictures of other data, distorted."""

    classes = List(String(), required=True, metadata={"description": "What they are called."})
    pictures = List(Nested(DistortedOut), required=True)
