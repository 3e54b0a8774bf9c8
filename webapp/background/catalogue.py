"""The catalogue of the form that starts runs: recipes, and every kind of part with its settings."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from nnet.augmentation.augment import LIMITS
from nnet.core.layers import INITIALISERS
from nnet.core.losses import LOSSES
from nnet.core.network import LAYERS
from nnet.core.optimizers import OPTIMIZERS, Optimizer
from nnet.core.schedules import SCHEDULES
from nnet.models.recipes import RECIPES, Recipe
from webapp.languages.borrowed_texts import translate_borrowed
from webapp.languages.sentences import join_sentences

NOT_OFFERED = {"height", "width", "channels", "beta1", "beta2", "epsilon", "start_div", "final_div"}
"""Settings that hardly anybody should change; a request to the API may."""

CHOICES = {"init": INITIALISERS}

TYPES = {"int": "whole", "float": "number", "float | None": "number", "bool": "flag", "str": "text"}
"""How a setting is typed in, by its annotation; others are not offered."""


def catalogue() -> dict[str, Any]:
    """Return recipes and kinds of layer, loss, optimizer and schedule, as plain values for JSON.

    What is said about each recipe is in the request's language.

    A kind is described by its settings, each with its ``type``, ``default`` (None where there is
    none) and ``choices`` (None where any value of the type may do). ``strengths`` has the least and
    the greatest of each distortion.
    """
    recipes = {
        name: {"about": _about(recipe), **recipe.config.to_dict()}
        for name, recipe in RECIPES.items()
    }
    return {"recipes": recipes, **_parts()}


def _about(recipe: Recipe) -> str:
    return join_sentences(map(translate_borrowed, (recipe.summary, recipe.reaches)))


@functools.cache
def _parts() -> dict[str, Any]:
    return {
        "layers": _kinds(LAYERS),
        "losses": _kinds({name: type(loss) for name, loss in LOSSES.items()}),
        "optimizers": _kinds(OPTIMIZERS),
        "schedules": _kinds(SCHEDULES),
        "strengths": {name: [least, most] for name, (least, most, _) in LIMITS.items()},
    }


def _kinds(makers: Mapping[str, Callable[..., Any]]) -> dict[str, Any]:
    return {name: _settings(maker) for name, maker in makers.items()}


def _settings(maker: Callable[..., Any]) -> dict[str, dict[str, Any]]:
    """Return what a layer, a loss, an optimizer or a schedule is made with, by its signature."""
    parameters = dict(inspect.signature(maker).parameters)
    if "shared" in parameters:
        parameters |= inspect.signature(Optimizer).parameters
    return {
        name: {
            "type": TYPES[parameter.annotation],
            "default": None if parameter.default is parameter.empty else parameter.default,
            "choices": CHOICES.get(name),
        }
        for name, parameter in parameters.items()
        if parameter.annotation in TYPES and name not in NOT_OFFERED and name != "progress"
    }
