"""Shared by the commands: the store of runs, the models and the stroke files that a user names.

The store is loaded where it is needed: reading a picture needs none, and SQLAlchemy takes as long
to load as the rest of that command.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nnet.datasets.description import classes_of
from nnet.models.checkpoint import SHIPPED_MODEL, CheckpointError, Model, load_model, parse_model
from nnet.models.config import Config
from nnet.models.recipes import recipe_config
from nnet.models.summary import read_architecture

if TYPE_CHECKING:
    from nnet.datasets.reading import DataSet
    from nnet.store.runs import RunStore

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def strokes_option(described: str, required: bool = False) -> Callable[[Decorated], Decorated]:
    """Return the option ``--strokes`` of a command, which can be given several times.

    described  what the files are for
    """
    return click.option(
        "--strokes",
        metavar="FILE",
        envvar="STROKES_FILE",
        type=click.Path(path_type=Path),
        multiple=True,
        required=required,
        help=f"What people drew: strokes of a pen, or pictures (.npz). {described} "
        "Can be given several times. [STROKES_FILE]",
    )


def data_option(described: str, by_name: bool = True) -> Callable[[Decorated], Decorated]:
    """Return the option ``--data`` of a command.

    described  what the folder is for
    by_name    whether it is also found by the name that a configuration knows
    """
    found = " Without it, a folder of its name is looked for in DATA_DIRECTORY." if by_name else ""
    return click.option(
        "--data",
        "folder",
        metavar="FOLDER",
        type=click.Path(path_type=Path),
        help=f"{described}{found}",
    )


def read_chosen_data(folder: Path) -> DataSet:
    """Return the data set in a folder, and say what was read; raises ``DataError``, ``OSError``."""
    from nnet.datasets.reading import read_data

    data = read_data(folder)
    sizes = ", ".join(f"{len(part):,} {name}" for name, part in data.parts.items())
    click.echo(f"{data.name}: {data.form}, {len(data.classes)} classes; pictures: {sizes}")
    for remark in data.remarks:
        click.echo(remark)
    return data


def choose_recipe(
    recipe: str, layers: str | None, data: DataSet | None = None, **overrides: Any
) -> Config:
    """Return a recipe's configuration for MNIST, or for other data; raises ``ValueError``.

    layers  sizes of the layers, such as ``784-100-10``
    """
    classes = len(classes_of(None if data is None else data.description))
    hidden = None if layers is None else read_architecture(layers, classes)
    config = recipe_config(recipe, hidden, **overrides)
    return config if data is None else config.with_data(data.description)


def require_digits(model: Model) -> None:
    """Raise ``ValueError`` for a model of other classes than the ten digits."""
    if not model.reads_digits:
        classes = model.config.classes
        raise ValueError(
            f"This network reads the {len(classes)} classes of the data set "
            f"{(model.config.data or {}).get('name')}; drawings and photographs are read by "
            "networks of the ten digits alone."
        )


def open_store() -> RunStore:
    """Return the run store, created or brought up to date where needed."""
    from nnet.store.runs import RunStore

    store = RunStore()
    store.prepare()
    return store


def load_chosen(model: str | None) -> Model:
    """Return the model that a file's path or a run's id names; the shipped one for None."""
    if model is None:
        return load_model(SHIPPED_MODEL)
    if Path(model).exists() or "." in model or "/" in model:
        return load_model(Path(model))
    content = open_store().checkpoint(model)
    if content is None:
        raise CheckpointError(
            f"{model!r} is neither a model file nor the id of a run with a checkpoint. "
            "The dashboard lists the runs."
        )
    return parse_model(content, f"The checkpoint of run {model}")
