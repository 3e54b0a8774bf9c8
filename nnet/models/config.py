"""Configuration of a training: everything that decides what it does."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnet.augmentation.augment import Augmentation
from nnet.core.layers import require_whole
from nnet.core.losses import create_loss
from nnet.core.network import Network
from nnet.core.optimizers import create_optimizer
from nnet.core.schedules import create_schedule
from nnet.datasets.description import check_description, classes_of

MAX_SEED = 2**32 - 1
MIN_TRAINING_DIGITS = 100
MAX_EPOCHS = 10_000
MAX_FROZEN = 1_000

PARTS: dict[str, Callable[[Any], Any]] = {
    "loss": create_loss,
    "optimizer": create_optimizer,
    "schedule": create_schedule,
    "augmentation": Augmentation.from_dict,
}
"""What makes something of a setting, and raises ``ValueError`` where it cannot."""

WHOLE_NUMBERS = {
    "epochs": ("Epochs", 1, MAX_EPOCHS),
    "schedule_epochs": ("Epochs of the schedule", 1, MAX_EPOCHS),
    "batch_size": ("Batch size", 1, 50_000),
    "seed": ("Seed", 0, MAX_SEED),
    "slices": ("Slices", 1, 64),
    "drawn": ("Drawn digits", 0, 1_000_000),
    "cut": ("Cut digits", 0, 1_000_000),
    "training_digits": ("Training digits", MIN_TRAINING_DIGITS, 50_000),
    "frozen": ("Frozen layers", 0, MAX_FROZEN),
}
"""How a setting is called, and its least and its greatest value."""

OPTIONAL = ("schedule_epochs", "training_digits")


class SettingError(ValueError):
    """A value that no training can run with; ``setting`` is its name in ``Config``."""

    def __init__(self, setting: str, text: str) -> None:
        super().__init__(text)
        self.setting = setting


@contextmanager
def checking(setting: str) -> Iterator[None]:
    """Turn a ``ValueError`` into a ``SettingError``."""
    try:
        yield
    except ValueError as error:
        raise SettingError(setting, str(error)) from None


@dataclass(frozen=True)
class Config:
    """Everything that decides what a training does; stored with each run and each checkpoint.

    recipe           the name of the recipe that it came from
    layers           the layers' own configurations, in order
    loss             the loss's name, or its own configuration
    optimizer        the optimizer's own configuration
    schedule         the schedule's name, or its own configuration
    learning_rate    the rate that the schedule starts from or peaks at
    epochs           passes over the training digits
    batch_size       digits in a minibatch
    seed             decides the initial weights and everything random afterwards
    slices           parts that a minibatch is split into, to be computed side by side
    average          decay of the weights' exponential average; None keeps the weights as they are
    augmentation     how the training digits are distorted: what ``Augmentation`` takes
    drawn            further training digits, drawn by ``strokes/generator.py`` anew in every epoch
    cut              further training digits, cut out of numbers drawn anew in every epoch
    training_digits  how many of MNIST's training digits are used, the first ones; None for all
    schedule_epochs  the epochs that the schedule is laid out over, where others follow; each of
                     these goes through its last one again. None for all epochs
    strokes          a file of pen strokes to learn from and to measure on, described by
                     ``describe_strokes``; None for none
    keep_epochs      whether the network after every epoch is kept, which changes nothing about it
    data             other data than MNIST to learn from and to be measured on, described as
                     ``datasets/description.py`` says; None for MNIST
    start            the SHA-256 of the model file whose weights it begins with; None where the seed
                     decides these
    frozen           how many layers with weights keep these as they begin, from the first one on

    Raises ``SettingError`` for a value that no training can run with.
    """

    recipe: str
    layers: tuple[dict[str, Any], ...]
    loss: str | dict[str, Any]
    optimizer: dict[str, Any]
    schedule: str | dict[str, Any]
    learning_rate: float
    epochs: int
    batch_size: int
    seed: int = 1
    slices: int = 1
    average: float | None = None
    augmentation: dict[str, Any] = field(default_factory=dict)
    drawn: int = 0
    cut: int = 0
    strokes: dict[str, Any] | None = None
    training_digits: int | None = None
    schedule_epochs: int | None = None
    start: str | None = None
    keep_epochs: bool = False
    frozen: int = 0
    data: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        for setting, create in PARTS.items():
            with checking(setting):
                create(getattr(self, setting))
        for setting, (about, least, most) in WHOLE_NUMBERS.items():
            value = getattr(self, setting)
            if value is not None or setting not in OPTIONAL:
                with checking(setting):
                    require_whole(about, value, least, most)
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0):
            text = f"Learning rate must be above 0, got {self.learning_rate!r}."
            raise SettingError("learning_rate", text)
        if self.average is not None and not 0 < self.average < 1:
            text = f"Average must be above 0 and below 1, got {self.average!r}."
            raise SettingError("average", text)
        if not isinstance(self.keep_epochs, bool):
            raise SettingError("keep_epochs", f"It is true or false, got {self.keep_epochs!r}.")
        if self.data is not None:
            with checking("data"):
                check_description(self.data)
                if self.drawn or self.cut or self.strokes:
                    raise ValueError("Drawn digits, cut digits and strokes go with MNIST alone.")

    def to_dict(self) -> dict[str, Any]:
        """Return the configuration as plain values for JSON.

        Whether epochs are kept is told only where they are: the training is the same. Other data
        is told only where it is not MNIST, and frozen layers where there are any, so that earlier
        configurations stay what they were.
        """
        values = {**dataclasses.asdict(self), "layers": [dict(layer) for layer in self.layers]}
        if not self.keep_epochs:
            del values["keep_epochs"]
        if not self.frozen:
            del values["frozen"]
        if self.data is None:
            del values["data"]
        return values

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Config:
        """Return the configuration that ``to_dict`` described; raises ``ValueError``."""
        try:
            return cls(**{**values, "layers": tuple(values["layers"])})
        except (TypeError, KeyError) as error:
            raise ValueError(f"This is not the configuration of a training: {error}.") from None

    @property
    def classes(self) -> list[str]:
        """The names of what its network tells apart, in the order of the outputs."""
        return classes_of(self.data)

    def with_data(self, described: dict[str, Any]) -> Config:
        """Return the configuration for other data than MNIST.

        The last dense layer has as many units as there are classes then; further digits, which the
        project draws or people drew, are left out: they are no pictures of that data.
        """
        dense = [i for i, layer in enumerate(self.layers) if layer["type"] == "dense"]
        units = {"units": len(described["classes"])}
        layers = tuple(
            {**layer, **units} if dense and i == dense[-1] else layer
            for i, layer in enumerate(self.layers)
        )
        return dataclasses.replace(
            self, layers=layers, drawn=0, cut=0, strokes=None, data=described
        )

    def create_network(self, dtype: type = np.float32) -> Network:
        """Return the network with its initial weights, which the seed decides."""
        return Network.from_config(self.layers, np.random.default_rng((self.seed, 0)), dtype)

    def shares_weights_with(self, other: Config) -> bool:
        """Return whether a network of one configuration can take the weights of another's.

        All layers must be the same, but for the rates of dropout, which has no weights.
        """
        own, others = (
            [{**layer, "rate": None} if layer["type"] == "dropout" else layer for layer in layers]
            for layers in (self.layers, other.layers)
        )
        return own == others

    def with_hidden_layers(self, sizes: Sequence[int]) -> Config:
        """Return the configuration with other hidden layers, each like its first one.

        Raises ``ValueError`` when ``sizes`` is empty or the network is not of dense layers alone.
        """
        if any(layer["type"] == "conv2d" for layer in self.layers):
            raise ValueError(
                f"The layers of {self.recipe} are not all dense; they stay as they are."
            )
        if not sizes:
            raise ValueError("At least one hidden layer is needed, for example 784-30-10.")
        dense = [i for i, layer in enumerate(self.layers) if layer["type"] == "dense"]
        first, second, last = dense[0], dense[1], dense[-1]
        hidden = [
            {**layer, "units": units} if layer["type"] == "dense" else layer
            for units in sizes
            for layer in self.layers[first:second]
        ]
        layers = (*self.layers[:first], *hidden, *self.layers[last:])
        return dataclasses.replace(self, layers=layers)
