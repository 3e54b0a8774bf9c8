"""Recipes: configurations worth a name."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nnet.models.config import Config


@dataclass(frozen=True)
class Recipe:
    """A configuration worth a name.

    summary  what it is for
    reaches  on the test digits after the last epoch, and in what time on two cores
    config   what it sets
    """

    summary: str
    reaches: str
    config: Config


def _dense(units: int, init: str = "he") -> dict[str, Any]:
    return {"type": "dense", "units": units, "init": init}


def _dropout(rate: float) -> dict[str, Any]:
    return {"type": "dropout", "rate": rate}


def _convolution(filters: int, kernel: int, **settings: int) -> dict[str, Any]:
    """Return a convolution without biases, for a batch normalisation to follow."""
    return {"type": "conv2d", "filters": filters, "kernel": kernel, "bias": False, **settings}


def _with_batch_norm(*layers: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return layers with batch normalisation and rectifiers after each."""
    return tuple(part for layer in layers for part in (layer, _BATCH_NORM, _RELU))


_UNFLATTEN = {"type": "unflatten"}
_FLATTEN = {"type": "flatten"}
_MAX_POOL = {"type": "max_pool2d"}
_BATCH_NORM = {"type": "batch_norm"}
_DISTORTIONS = {
    "rotation": 12,
    "scale": 0.12,
    "shear": 0.15,
    "shift": 1.5,
    "elastic": 0.8,
    "thickness": 0.5,
}
_ONE_CYCLE_OF_ADAM: dict[str, Any] = {
    "loss": "softmax_cross_entropy",
    "optimizer": {"type": "adam", "weight_decay": 0.01},
    "schedule": "one_cycle",
    "batch_size": 128,
    "augmentation": _DISTORTIONS,
}
_SIGMOID = {"type": "sigmoid"}
_RELU = {"type": "relu"}
_NIELSEN_LAYERS = (_dense(30, "normal"), _SIGMOID, _dense(10, "normal"), _SIGMOID)

ARTICLE = Recipe(
    "The article's network with its literal settings: raw pixels from 0 to 255, on which sigmoid "
    "units saturate and learning crawls.",
    "79.3 %, from 75.9 to 85.3 % with three seeds; 7 seconds.",
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
    "91.8 %, from 85.7 to 94.9 % with three seeds, one of which leaves a digit unlearned; 7 s.",
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
    "98.54 %, from 98.48 to 98.61 % with three seeds; a minute.",
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

NIELSEN_100 = Recipe(
    "A hundred hidden units, cross-entropy and L2 regularisation: network2 in chapter 3 of "
    "Nielsen's book, which reports 98.04 % at its best epoch; here the rate falls along a cosine.",
    "97.98 %, from 97.92 to 98.04 % with three seeds; 30 seconds.",
    Config(
        recipe="nielsen-100",
        layers=(_dense(100, "lecun"), _SIGMOID, _dense(10, "lecun")),
        loss="sigmoid_cross_entropy",
        # his lambda of 5 over 50,000 digits
        optimizer={"type": "sgd", "l2": 1e-4},
        schedule="cosine",
        learning_rate=0.3,
        epochs=60,
        batch_size=10,
    ),
)

MLP_AUGMENTED = Recipe(
    "Dense layers alone, on digits that are distorted anew in every epoch, as Simard, Steinkraus "
    "and Platt (2003) and Ciresan et al. (2010) did.",
    "99.46 % with one seed; 10 minutes.",
    Config(
        recipe="mlp-augmented",
        layers=(
            *_with_batch_norm(_dense(1024)),
            _dropout(0.2),
            *_with_batch_norm(_dense(512)),
            _dropout(0.2),
            _dense(10),
        ),
        **_ONE_CYCLE_OF_ADAM,
        learning_rate=0.003,
        epochs=60,
    ),
)

CNN_SMALL = Recipe(
    "A convolutional network with less than 100,000 parameters: two layers of 5x5 filters, each "
    "with pooling, and a small dense layer.",
    "99.56 % with one seed; 7 minutes.",
    Config(
        recipe="cnn-small",
        layers=(
            _UNFLATTEN,
            _convolution(24, 5),
            _MAX_POOL,
            _BATCH_NORM,
            _RELU,
            _convolution(48, 5),
            _MAX_POOL,
            _BATCH_NORM,
            _RELU,
            _FLATTEN,
            _dropout(0.2),
            *_with_batch_norm(_dense(64)),
            _dense(10),
        ),
        **_ONE_CYCLE_OF_ADAM,
        learning_rate=0.005,
        epochs=30,
        slices=2,
    ),
)

CNN = Recipe(
    "The default and the best single network: six convolutions, two of which take every other "
    "pixel in place of pooling, trained on digits that are distorted anew in every epoch.",
    "99.66 % of MNIST and, with a stroke file, 99.16 % of strangers' drawings; 1 h 48 min on two "
    "cores.",
    Config(
        recipe="cnn",
        layers=(
            _UNFLATTEN,
            *_with_batch_norm(
                _convolution(32, 3), _convolution(32, 3), _convolution(32, 5, stride=2, padding=2)
            ),
            _dropout(0.3),
            *_with_batch_norm(
                _convolution(64, 3), _convolution(64, 3), _convolution(64, 5, stride=2, padding=2)
            ),
            _FLATTEN,
            _dropout(0.4),
            *_with_batch_norm(_dense(128)),
            _dropout(0.4),
            _dense(10),
        ),
        **{**_ONE_CYCLE_OF_ADAM, "augmentation": {**_DISTORTIONS, "share": 0.7}},
        learning_rate=0.003,
        epochs=25,
        slices=2,
        drawn=10_000,
        cut=6_000,
    ),
)

RECIPES: dict[str, Recipe] = {
    recipe.config.recipe: recipe
    for recipe in (ARTICLE, NIELSEN, NIELSEN_100, MLP, MLP_AUGMENTED, CNN_SMALL, CNN)
}
"""Every recipe by its name."""


def recipe_config(name: str, hidden: Sequence[int] | None = None, **overrides: Any) -> Config:
    """Return a recipe's configuration, changed where an override is not None.

    Raises ``ValueError`` for an unknown recipe or a value that no training can run with.
    """
    if name not in RECIPES:
        raise ValueError(f"Recipe must be one of {', '.join(RECIPES)}, got {name!r}.")
    given = {key: value for key, value in overrides.items() if value is not None}
    config = dataclasses.replace(RECIPES[name].config, **given)
    return config if hidden is None else config.with_hidden_layers(hidden)
