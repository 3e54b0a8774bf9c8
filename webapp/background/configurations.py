"""Configurations of runs, made of a recipe and what the owner wants changed about it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nnet.datasets.library import DataLibrary
from nnet.models.config import Config, checking
from nnet.models.recipes import recipe_config
from nnet.models.summary import (
    LayerOutline,
    outline,
    read_architecture,
    require_room,
    require_size,
)
from nnet.synthesis.training_strokes import COPIES, describe_strokes

NO_DATA = DataLibrary()

MAX_PARAMETERS = 5_000_000
"""A network of so many weights takes about 100 MB to train."""

MAX_VALUES = 250_000_000
"""The outputs of all layers for a minibatch: what has to be remembered takes four bytes each."""


def configuration(
    recipe: str,
    overrides: dict[str, Any],
    strokes: Path | None,
    library: DataLibrary = NO_DATA,
) -> Config:
    """Return a recipe's configuration with what is to be different; raises ``SettingError``.

    overrides  what ``Config`` has of the same name; ``layers`` may be a text such as 784-100-10,
               ``data`` is the name of a data set
    strokes    a file of pen strokes, which the run is then measured on after each epoch, and learns
               from where its recipe learns from drawings
    library    where data sets are
    """
    given = dict(overrides)
    layers, data = given.pop("layers", None), given.pop("data", None)
    config = recipe_config(recipe, **given)
    if data is not None:
        with checking("data"):
            config = config.with_data(library.describe(data))
    if isinstance(layers, list):
        config = dataclasses.replace(config, layers=tuple(layers))
    elif layers is not None:
        with checking("layers"):
            config = config.with_hidden_layers(read_architecture(layers, len(config.classes)))
    if strokes is None or data is not None:
        return config
    described = describe_strokes([strokes], COPIES if config.drawn else 0)
    return dataclasses.replace(config, strokes=described)


def trainable(
    recipe: str,
    overrides: dict[str, Any],
    strokes: Path | None,
    library: DataLibrary = NO_DATA,
) -> Config:
    """Return what ``configuration`` returns if it can be trained here; raises ``SettingError``.

    Its layers have to fit together, and to leave some memory to others.
    """
    config = configuration(recipe, overrides, strokes, library)
    with checking("layers"):
        layers = outline(config.layers, len(config.classes))
        require_modest(layers, config.batch_size)
    if config.keep_epochs:
        with checking("keep_epochs"):
            require_room(layers, config.epochs)
    return config


def require_modest(layers: Sequence[LayerOutline], batch_size: int) -> None:
    """Raise ``ShapeError`` for layers that would take too much memory."""
    require_size(layers, batch_size, MAX_PARAMETERS, MAX_VALUES)
