"""What the owner asks for when a run is started, made a configuration."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path
from typing import Any

from nnet.config import Config
from nnet.console import read_architecture
from nnet.recipes import RECIPES, recipe_config
from nnet.stroke_data import COPIES, describe_strokes


def recipes() -> dict[str, dict[str, Any]]:
    """Return what the form that starts runs shows of each recipe."""
    return {
        name: {
            "about": f"{recipe.summary} {recipe.reaches}",
            "epochs": recipe.config.epochs,
            "learning_rate": recipe.config.learning_rate,
            "batch_size": recipe.config.batch_size,
            "architecture": architecture(name),
            "dense": all(layer["type"] != "conv2d" for layer in recipe.config.layers),
        }
        for name, recipe in RECIPES.items()
    }


@functools.cache
def architecture(recipe: str) -> str:
    """Return a recipe's architecture: ``784-30-10``."""
    return RECIPES[recipe].config.create_network().architecture


def configuration(recipe: str, overrides: dict[str, Any], strokes: Path | None) -> Config:
    """Return a recipe's configuration with what is to be different; raises ``ValueError``.

    overrides  ``epochs``, ``learning_rate``, ``batch_size``, ``seed``, and ``layers`` as a text
    strokes    a file of pen strokes, which the run is then measured on after each epoch, and learns
               from where its recipe learns from drawings
    """
    given = dict(overrides)
    layers = given.pop("layers", None)
    config = recipe_config(recipe, layers and read_architecture(layers), **given)
    if strokes is None:
        return config
    described = describe_strokes(strokes, COPIES if config.drawn else 0)
    return dataclasses.replace(config, strokes=described)
