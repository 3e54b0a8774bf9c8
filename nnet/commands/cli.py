"""The command line: composes what the other modules do; ``python -m nnet --help`` lists it."""

from __future__ import annotations

import dataclasses
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import numpy as np
from click.core import ParameterSource

from nnet.commands.console import EpochLines, load_chosen, open_store
from nnet.commands.ensemble import ensemble
from nnet.commands.evaluate import convert_strokes, evaluate
from nnet.commands.figures import figures
from nnet.commands.guard import check_guard, train_guard
from nnet.commands.tune import find_lr, sweep
from nnet.core.data import DataError, Dataset, load_mnist
from nnet.imaging.picture_errors import PictureError
from nnet.jobs.experiment import resume_experiment, run_experiment
from nnet.jobs.reproduce import read_config
from nnet.models.checkpoint import CheckpointError
from nnet.models.ensemble import Ensemble
from nnet.models.export import FORMATS, export_model
from nnet.models.files import read_bounded, write_whole
from nnet.models.recipes import RECIPES, recipe_config
from nnet.models.summary import read_architecture
from nnet.parallel.data_parallel import LostProcessError
from nnet.recognition.pipeline import read_picture
from nnet.recognition.rejection import load_guard
from nnet.reports.contact_sheet import contact_sheet, distortion_sheet
from nnet.reports.release import release_run
from nnet.store.database import StoreError
from nnet.synthesis.synthetic_digits import DrawnDigits
from nnet.synthesis.writer_split import COPIES, describe_strokes

EXPECTED_ERRORS = (
    *(CheckpointError, DataError, LostProcessError, PictureError, StoreError, ValueError, OSError),
    MemoryError,
)

LARGEST_PICTURE = 64 * 1024 * 1024


class _Commands(click.Group):
    """Answers what a user got wrong with one line on stderr and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EXPECTED_ERRORS as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A neural network for handwritten digits, written from scratch on NumPy."""


main.add_command(find_lr)
main.add_command(sweep)
main.add_command(ensemble)
main.add_command(evaluate)
main.add_command(convert_strokes)
main.add_command(train_guard)
main.add_command(check_guard)
main.add_command(figures)


@main.command(
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
@click.option("--name", default="", help="What the run is called on the dashboard.")
@click.option(
    "--strokes",
    metavar="FILE",
    envvar="STROKES_FILE",
    type=Path,
    help="Digits as strokes of a pen: measured after each epoch those of a third of the writers, "
    "and recipes that learn from drawings learn from the other writers' too. [STROKES_FILE]",
)
@click.option(
    "--config",
    "file",
    metavar="FILE",
    type=Path,
    help="A whole configuration in JSON, as a run's page gives it, in place of a recipe; takes "
    "only --name and --strokes besides.",
)
@click.option(
    "--resume", metavar="RUN", help="Go on with an unfinished run; takes only --strokes besides."
)
def train(
    recipe: str,
    layers: str | None,
    name: str,
    strokes: Path | None,
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
    if resume is not None and set(given) - {"resume", "strokes"}:
        raise ValueError("A run goes on as it was started: --resume takes no other option.")
    if file is not None:
        if set(given) - {"file", "name", "strokes"}:
            raise ValueError("--config says it all: it takes only --name and --strokes besides.")
        config = read_config(file)
        if config.strokes is None and "strokes" in given:
            raise ValueError(f"{file} is of a training without strokes: leave out --strokes.")
    else:
        hidden = None if layers is None else read_architecture(layers)
        config = recipe_config(recipe, hidden, **overrides)
        if strokes is not None:
            described = describe_strokes(strokes, COPIES if config.drawn else 0)
            config = dataclasses.replace(config, strokes=described)
    store = open_store()
    splits = load_mnist()
    with closing(EpochLines()) as lines:
        if resume is not None:
            result = resume_experiment(resume, store, splits, [lines], strokes)
        else:
            result = run_experiment(config, store, splits, name, [lines], strokes)
    click.echo(f"Run {result.run_id} {result.status}. Look closer: ", nl=False)
    click.echo(f"python -m nnet evaluate {result.run_id}")


@main.command()
@click.argument("pictures", metavar="PICTURE...", nargs=-1, required=True, type=Path)
@click.option(
    "--model",
    "models",
    multiple=True,
    help="A model file or a run's id; the shipped model unless given, several of them vote.",
)
def predict(pictures: tuple[Path, ...], models: tuple[str, ...]) -> None:
    """Read the digit, or the number, on each PNG or JPEG picture."""
    chosen = Ensemble([load_chosen(model) for model in models or (None,)])
    guard = load_guard()
    failed = False
    for path in pictures:
        try:
            reading = read_picture(read_bounded(path, LARGEST_PICTURE), chosen, guard)
        except (ValueError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            click.echo(f"Error: {path}: {reason}", err=True)
            failed = True
            continue
        if reading.status == "not_a_digit":
            click.echo(f"{path}: no digit")
        else:
            click.echo(f"{path}: {reading.text} ({reading.confidence:.2%})")
    if failed:
        sys.exit(2)


@main.command()
@click.option("--output", default="digits.png", show_default=True, type=Path)
@click.option("--count", default=100, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--columns", default=20, show_default=True, type=click.IntRange(1, 100))
@click.option("--distortions", is_flag=True, help="Show what each distortion does to one digit.")
@click.option("--drawn", is_flag=True, help="Show digits of the stroke generator instead.")
def show(output: Path, count: int, columns: int, distortions: bool, drawn: bool) -> None:
    """Draw the first training digits with their labels on a PNG picture."""
    if distortions:
        distortion_sheet(load_mnist().training.images[0]).save(output, format="PNG")
        click.echo(f"What each distortion does to one digit: {output}")
        return
    if drawn:
        supply = DrawnDigits(count)
        digits = Dataset(supply.images(np.random.default_rng(1)), supply.labels)
    else:
        digits = load_mnist().training[:count]
    sheet = contact_sheet(digits.images, [str(label) for label in digits.labels], columns)
    sheet.save(output, format="PNG")
    click.echo(f"{count} training digits: {output}")


@main.command()
@click.argument("model", metavar="[MODEL]", required=False)
@click.option(
    "--format", "kind", type=click.Choice(list(FORMATS)), default="onnx", show_default=True
)
@click.option("--output", type=Path, help="The file; <recipe>.<format> unless given.")
def export(model: str | None, kind: str, output: Path | None) -> None:
    """Write a model for other programs.

    MODEL is a model file or a run's id; the shipped model unless given. The file carries how
    pictures are prepared, and ten pictures with the answers that are expected of them.
    """
    chosen = load_chosen(model)
    path = output or Path(f"{chosen.recipe}.{kind}")
    write_whole(path, export_model(chosen, kind))
    click.echo(f"{chosen.recipe} {chosen.architecture} as {kind}: {path}")


@main.command()
@click.argument("run_id", metavar="RUN")
@click.option("--model", is_flag=True, help="Its last checkpoint becomes the shipped model, too.")
@click.option(
    "--strokes",
    metavar="FILE",
    envvar="STROKES_FILE",
    type=Path,
    help="What the run was trained with as --strokes: the model is measured on it. [STROKES_FILE]",
)
def release(run_id: str, model: bool, strokes: Path | None) -> None:
    """Make a finished run one of those that ship with the program."""
    for path in release_run(open_store(), run_id, model, strokes):
        click.echo(path)
