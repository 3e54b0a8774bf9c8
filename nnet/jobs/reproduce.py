"""The command that repeats a run, and configurations in files."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from nnet.models.config import Config
from nnet.models.files import read_bounded
from nnet.models.recipes import RECIPES, recipe_config
from nnet.models.summary import outline, require_size
from nnet.synthesis.training_strokes import COPIES

MAX_BYTES = 1_000_000
MAX_PARAMETERS = 50_000_000
MAX_VALUES = 1_000_000_000
"""What a network in a file may take: 1 GB to be trained, and 4 GB for a minibatch's outputs. Shapes
are worked out before anything is allocated."""
OPTIONS = ("epochs", "batch_size", "learning_rate")
"""What the command line can set besides the seed and the sizes of dense layers."""

STROKES = {"sha256": str, "training": list, "held_out": list, "copies": int}
"""What a configuration says of a stroke file."""


def repeating_command(config: Config, file: str) -> tuple[str, bool]:
    """Return the command that trains by a configuration, and whether it needs it in a file.

    file  what the file is called in the command where it is needed
    """
    options = _options(config)
    needs_file = options is None
    words = ["python -m nnet train", *(options or [f"--config {file}"])]
    if config.strokes is not None:
        words.append("--strokes FILE")
    if config.data is not None:
        words.append("--data FOLDER")
    if config.start is not None:
        words.append("--start-from MODEL")
    return " ".join(words), needs_file


def read_config(path: Path) -> Config:
    """Return the configuration in a JSON file; raises ``ValueError`` and ``OSError``."""
    try:
        values = json.loads(read_bounded(path, MAX_BYTES))
        if not isinstance(values, dict):
            raise ValueError("expected an object")
        config = Config.from_dict(values)
        _check(config)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(
            f"{path} is not the configuration of a training in JSON, as a run's page gives it: "
            f"{str(error).rstrip('.')}."
        ) from None
    return config


def _options(config: Config) -> list[str] | None:
    """Return the options that make a configuration of its recipe, or None where none do."""
    if config.recipe not in RECIPES:
        return None
    usual = RECIPES[config.recipe].config
    given = {name: getattr(config, name) for name in OPTIONS}
    given = {name: value for name, value in given.items() if value != getattr(usual, name)}
    given["seed"] = config.seed
    sizes = [layer["units"] for layer in config.layers if layer["type"] == "dense"]
    if config.data is not None:
        usual = usual.with_data(config.data)
    hidden = None if _plain(config.layers) == _plain(usual.layers) else sizes[:-1]
    try:
        made = recipe_config(config.recipe, hidden, **given)
        if config.data is not None:
            made = made.with_data(config.data)
    except ValueError:
        return None
    if config.strokes is not None and config.strokes["copies"] == (COPIES if made.drawn else 0):
        made = dataclasses.replace(made, strokes=config.strokes)
    made = dataclasses.replace(made, start=config.start, keep_epochs=config.keep_epochs)
    if config.schedule == "constant":  # then it does not matter how far it is laid out
        made = dataclasses.replace(made, schedule_epochs=config.schedule_epochs)
    if _plain(made.to_dict()) != _plain(config.to_dict()):
        return None
    options = [f"--recipe {config.recipe}"]
    if hidden is not None:
        options.append(f"--layers {'-'.join(map(str, (784, *sizes)))}")
    options += [f"--{name.replace('_', '-')} {value}" for name, value in given.items()]
    return [*options, "--keep-epochs"] if config.keep_epochs else options


def _check(config: Config) -> None:
    """Raise an error for what only a training would stumble over."""
    if not isinstance(config.recipe, str) or not 0 < len(config.recipe) <= 50:
        raise ValueError("its recipe is not a name")
    layers = outline(config.layers, len(config.classes))
    require_size(layers, config.batch_size, MAX_PARAMETERS, MAX_VALUES)
    strokes = config.strokes
    if strokes is not None and not (
        isinstance(strokes, dict)
        and strokes.keys() - {"source"} == STROKES.keys()
        and all(isinstance(strokes[key], kind) for key, kind in STROKES.items())
    ):
        raise ValueError(f"its strokes need {', '.join(STROKES)}")


def _plain(value: Any) -> Any:
    """Return a configuration's value as JSON gives it back."""
    return json.loads(json.dumps(value))
