"""The command ``train``, and what it shows in the terminal meanwhile."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import numpy as np
from click.core import ParameterSource
from tqdm import tqdm

from nnet.commands.console import (
    choose_recipe,
    data_option,
    load_chosen,
    open_store,
    read_chosen_data,
    strokes_option,
)
from nnet.commands.lesson import OPTIONS, read_lesson, report_lesson
from nnet.core.evaluation import EpochMetrics
from nnet.core.network import Network
from nnet.core.training import Callback, Progress
from nnet.datasets.library import DataLibrary
from nnet.jobs.experiment import resume_experiment, run_experiment
from nnet.jobs.reproduce import read_config
from nnet.models.config import Config
from nnet.models.recipes import RECIPES
from nnet.models.summary import kept_bytes, outline, require_room
from nnet.synthesis.training_strokes import COPIES, describe_strokes


@click.command(
    epilog="Recipes: "
    + "  ".join(f"{n}: {r.summary} Reaches {r.reaches}" for n, r in RECIPES.items())
)
@click.option("--recipe", default="cnn", show_default=True, help=", ".join(RECIPES))
@click.option("--layers", help="Sizes of the layers, for example 784-100-10.")
@click.option("--epochs", type=int, help="Passes over the 50,000 training digits.")
@click.option("--batch-size", type=int, help="Digits in a minibatch.")
@click.option("--learning-rate", type=float, help="Length of a step.")
@click.option("--training-digits", type=int, help="Use only so many of them, the first ones.")
@click.option("--seed", type=int, help="Decides the initial weights and the order of the digits.")
@click.option("--keep-epochs", is_flag=True, help="Keep the network after every epoch, for a film.")
@click.option("--name", default="", help="What the run is called on the dashboard.")
@strokes_option(
    "Measured after each epoch is a third of the people; recipes that learn from drawings learn "
    "from the others."
)
@data_option("A folder with other data than MNIST to learn from; data check looks at it.")
@click.option(
    "--start-from",
    "start",
    metavar="MODEL",
    help="Begin with the weights of a model file or of a run, and not with random ones.",
)
@click.option(
    "--from",
    "teacher",
    metavar="MODEL",
    help="Teach this model file, or the network of a run, what people drew: takes only --strokes, "
    "--share, --freeze, --epochs, --learning-rate, --training-digits, --seed and --name besides.",
)
@click.option(
    "--share",
    type=click.FloatRange(0, 0.9, min_open=True),
    help="With --from: how many of the digits are drawings; the others are MNIST's. [0.2]",
)
@click.option(
    "--freeze",
    "frozen",
    type=click.IntRange(0),
    help="With --from: how many of the first layers with weights keep them. [0]",
)
@click.option(
    "--config",
    "file",
    metavar="FILE",
    type=Path,
    help="A whole configuration in JSON, as a run's page gives it, in place of a recipe; takes "
    "only --name, --strokes, --data and --start-from besides.",
)
@click.option(
    "--resume",
    metavar="RUN",
    help="Go on with an unfinished run; takes only --strokes and --data besides.",
)
def train(
    recipe: str,
    layers: str | None,
    name: str,
    strokes: Sequence[Path],
    folder: Path | None,
    start: str | None,
    teacher: str | None,
    share: float | None,
    frozen: int | None,
    file: Path | None,
    resume: str | None,
    **overrides: Any,
) -> None:
    """Train a network and record the run.

    Prints one line an epoch with the accuracy on the 10,000 test digits. Ctrl-C stops the run and
    keeps its last finished epoch; --resume goes on from there, and ends with the same weights as a
    run that was never interrupted.
    """
    context = click.get_current_context()
    given = [
        option
        for option in context.params
        if context.get_parameter_source(option) == ParameterSource.COMMANDLINE
    ]
    library = DataLibrary.named(folder)
    if resume is not None and set(given) - {"resume", "strokes", "folder"}:
        raise ValueError("A run goes on as it was started: --resume takes no other option.")
    taught = None if teacher is None else load_chosen(teacher)
    if taught is None and (share is not None or frozen is not None):
        raise ValueError("--share and --freeze are of a lesson: name what is taught with --from.")
    if taught is not None:
        if left := set(given) - {*OPTIONS, "training_digits"}:
            raise ValueError(f"--from takes no {', '.join(sorted(left))} besides.")
        config = read_lesson(taught, strokes, {**overrides, "share": share, "frozen": frozen})
    elif file is not None:
        if set(given) - {"file", "name", "strokes", "start", "folder"}:
            raise ValueError(
                "--config says it all: it takes only --name, --strokes, --data and --start-from "
                "besides."
            )
        config = read_config(file)
        if config.strokes is None and "strokes" in given:
            raise ValueError(f"{file} is of a training without strokes: leave out --strokes.")
        if config.data is None and folder is not None:
            raise ValueError(f"{file} is of a training on MNIST: leave out --data.")
    elif folder is not None and resume is None:
        if "strokes" in given:
            raise ValueError("--strokes go with MNIST's digits: give either them or --data.")
        data = read_chosen_data(folder)
        config = choose_recipe(recipe, layers, data, **overrides)
        library = DataLibrary.of(data)
    else:
        config = choose_recipe(recipe, layers, **overrides)
        if strokes:
            described = describe_strokes(strokes, COPIES if config.drawn else 0)
            config = dataclasses.replace(config, strokes=described)
    beginning = taught if start is None else load_chosen(start)
    digest = None if beginning is None else beginning.sha256
    if file is not None and config.start != digest:
        raise ValueError(
            f"{file} is of a training that begins with random weights: leave out --start-from."
            if config.start is None
            else f"{file} is of a training that begins with the model of SHA-256 {config.start}: "
            "name it with --start-from."
        )
    if resume is None:
        config = dataclasses.replace(config, start=digest)
    if config.keep_epochs and resume is None:
        announce_size(config)
    store = open_store()
    splits = library.load(config.data)
    with closing(EpochLines()) as lines:
        if resume is not None:
            result = resume_experiment(resume, store, splits, [lines], strokes, library)
        else:
            more = (strokes, beginning, library)
            result = run_experiment(config, store, splits, name, [lines], *more)
    if taught is not None:
        report_lesson(store, result.run_id, taught, config, strokes)
    click.echo(f"Run {result.run_id} {result.status}. Look closer: ", nl=False)
    click.echo(f"python -m nnet evaluate {result.run_id}")


def announce_size(config: Config) -> None:
    """Say what the networks of all epochs will take; raises ``ValueError`` where it is too much."""
    layers = outline(config.layers, len(config.classes))
    require_room(layers, config.epochs)
    size = kept_bytes(layers, config.epochs) / 1e6
    click.echo(f"Keeping the networks of {config.epochs:,} epochs takes {size:.1f} MB.")


class EpochLines(Callback):
    """A progress bar within each epoch, and a line ``Epoch 1: 94.13 %`` after it.

    The bar shows images per second, the loss of the latest minibatch and the time left in the
    epoch; it goes to stderr, and only where that is a terminal. The lines go to stdout.
    """

    def __init__(self) -> None:
        self._bar: tqdm[None] | None = None

    def close(self) -> None:
        """Clear the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def on_step(self, progress: Progress) -> None:
        """Move the bar; it redraws itself ten times a second at most."""
        if self._bar is None:
            self._bar = tqdm(
                total=progress.digits,
                desc=f"Epoch {progress.epoch}/{progress.epochs}",
                unit=" images",
                leave=False,
                disable=None,  # tqdm's word for "unless stderr is a terminal"
                file=sys.stderr,
            )
        redrawn = self._bar.update(progress.images - self._bar.n)
        if redrawn:
            self._bar.set_postfix(loss=f"{progress.measure_loss():.4f}", refresh=False)

    def on_epoch(
        self, metrics: EpochMetrics, network: Network, state: Mapping[str, np.ndarray]
    ) -> None:
        """Print the epoch's line."""
        self.close()
        click.echo(f"Epoch {metrics.epoch}: {metrics.test_accuracy * 100:.2f} %", nl=False)
        drawings = metrics.drawings_accuracy
        click.echo("" if drawings is None else f", drawings {drawings * 100:.2f} %")
