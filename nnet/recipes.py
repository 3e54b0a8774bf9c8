"""Named configurations."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nnet.config import Config
from nnet.optimizers import create_optimizer


@dataclass(frozen=True)
class Recipe:
    """A configuration worth a name.

    summary  one line: what it is for
    config   what it sets
    """

    summary: str
    config: Config


def _dense(units: int, init: str = "he") -> dict[str, Any]:
    return {"type": "dense", "units": units, "init": init}


def _dropout(rate: float) -> dict[str, Any]:
    return {"type": "dropout", "rate": rate}


_SIGMOID = {"type": "sigmoid"}
_RELU = {"type": "relu"}
_NIELSEN_LAYERS = (_dense(30, "normal"), _SIGMOID, _dense(10, "normal"), _SIGMOID)

ARTICLE = Recipe(
    "The article's network with its literal settings: raw pixels from 0 to 255, on which sigmoid "
    "units saturate and learning crawls.",
    Config(
        recipe="article",
        layers=({"type": "scale", "factor": 255.0}, *_NIELSEN_LAYERS),
        loss="quadratic",
        optimizer={"type": "sgd"},
        schedule="constant",
        learning_rate=0.1,
        epochs=30,
        batch_size=10,
    ),
)

NIELSEN = Recipe(
    "The same network on pixels from 0 to 1 at learning rate 3.0, as in chapter 1 of Nielsen's "
    "Neural Networks and Deep Learning, which reports 95.42 % at its best epoch.",
    Config(
        recipe="nielsen",
        layers=_NIELSEN_LAYERS,
        loss="quadratic",
        optimizer={"type": "sgd"},
        schedule="constant",
        learning_rate=3.0,
        epochs=30,
        batch_size=10,
    ),
)

MLP = Recipe(
    "Two hidden layers of rectifiers with dropout, softmax and cross-entropy, momentum, and a "
    "learning rate that warms up and then falls along a cosine.",
    Config(
        recipe="mlp",
        layers=(
            _dropout(0.1),
            _dense(512),
            _RELU,
            _dropout(0.4),
            _dense(256),
            _RELU,
            _dropout(0.4),
            _dense(10),
        ),
        loss="softmax_cross_entropy",
        optimizer={"type": "momentum", "momentum": 0.9},
        schedule="cosine",
        learning_rate=0.1,
        epochs=40,
        batch_size=128,
    ),
)

RECIPES: dict[str, Recipe] = {recipe.config.recipe: recipe for recipe in (ARTICLE, NIELSEN, MLP)}
"""Every recipe by its name."""


def recipe_config(name: str, hidden: Sequence[int] | None = None, **overrides: Any) -> Config:
    """Return a recipe's configuration, changed where an override is not None.

    Raises ``ValueError`` for an unknown recipe or a value that no training can run with.
    """
    if name not in RECIPES:
        raise ValueError(f"Recipe must be one of {', '.join(RECIPES)}, got {name!r}.")
    given = {key: value for key, value in overrides.items() if value is not None}
    config = dataclasses.replace(RECIPES[name].config, **given)
    # optimizer settings are checked where the optimizer is made
    create_optimizer(config.optimizer)
    return config if hidden is None else config.with_hidden_layers(hidden)
