"""What a configuration of a training consists of."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnet.losses import LOSSES
from nnet.network import Network
from nnet.optimizers import SCHEDULES

MAX_SEED = 2**32 - 1


@dataclass(frozen=True)
class Config:
    """Everything that decides what a training does; stored with each run and each checkpoint.

    recipe         the name of the recipe that it came from
    layers         the layers' own configurations, in order
    loss           a name in ``LOSSES``
    optimizer      the optimizer's own configuration
    schedule       a name in ``SCHEDULES``
    learning_rate  the rate that the schedule starts from or peaks at
    epochs         passes over the training digits
    batch_size     digits in a minibatch
    seed           decides the initial weights and everything random afterwards

    Raises ``ValueError`` for a value that no training can run with.
    """

    recipe: str
    layers: tuple[dict[str, Any], ...]
    loss: str
    optimizer: dict[str, Any]
    schedule: str
    learning_rate: float
    epochs: int
    batch_size: int
    seed: int = 1

    def __post_init__(self) -> None:
        if self.loss not in LOSSES:
            raise ValueError(f"Loss must be one of {', '.join(LOSSES)}, got {self.loss!r}.")
        if self.schedule not in SCHEDULES:
            raise ValueError(
                f"Schedule must be one of {', '.join(SCHEDULES)}, got {self.schedule!r}."
            )
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0):
            raise ValueError(f"Learning rate must be above 0, got {self.learning_rate!r}.")
        _require_whole("Epochs", self.epochs, 1, 10_000)
        _require_whole("Batch size", self.batch_size, 1, 50_000)
        _require_whole("Seed", self.seed, 0, MAX_SEED)

    def to_dict(self) -> dict[str, Any]:
        """Return the configuration as plain values for JSON."""
        return {**dataclasses.asdict(self), "layers": [dict(layer) for layer in self.layers]}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Config:
        """Return the configuration that ``to_dict`` described; raises ``ValueError``."""
        try:
            return cls(**{**values, "layers": tuple(values["layers"])})
        except (TypeError, KeyError) as error:
            raise ValueError(f"This is not the configuration of a training: {error}.") from None

    def create_network(self, dtype: type = np.float32) -> Network:
        """Return the network with its initial weights, which the seed decides."""
        return Network.from_config(self.layers, np.random.default_rng((self.seed, 0)), dtype)

    def with_hidden_layers(self, sizes: Sequence[int]) -> Config:
        """Return the configuration with other hidden layers, each like its first one.

        Raises ``ValueError`` when ``sizes`` is empty.
        """
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


def _require_whole(what: str, value: Any, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(
            f"{what} must be a whole number from {least:,} to {most:,}, got {value!r}."
        )
