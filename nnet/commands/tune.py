"""The commands ``find-lr``, ``sweep`` and ``ensemble``: many trainings, compared or combined."""

from __future__ import annotations

import dataclasses
import os
import shlex
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from nnet.commands.console import choose_recipe, data_option, open_store, read_chosen_data
from nnet.core.data import load_mnist, load_test_digits
from nnet.core.metrics import mean_interval, wilson_interval
from nnet.datasets.description import classes_of
from nnet.jobs.lr_range_test import HIGHEST, LOWEST, STEPS, RangePoint, range_test, suggest
from nnet.jobs.sweep import (
    Combination,
    Member,
    Outcome,
    combinations,
    members_of,
    read_grid,
    run_sweep,
)
from nnet.models.checkpoint import parse_model
from nnet.models.ensemble import vote
from nnet.models.recipes import RECIPES
from nnet.models.summary import read_architecture
from nnet.reports.mnist_report import evaluation_report
from nnet.reports.range_chart import draw_range_test
from nnet.store.database import default_database_url
from nnet.store.range_tests import record_range_test

TABLE_ROWS = 20
TEST_DIGITS = 10_000


@click.command("find-lr")
@click.option("--recipe", default="cnn", show_default=True, help=", ".join(RECIPES))
@click.option("--layers", help="Sizes of the layers, for example 784-100-10.")
@data_option("A folder with other data than MNIST to try them on.", by_name=False)
@click.option("--batch-size", type=int, help="Digits in a minibatch.")
@click.option("--seed", type=int, help="Decides the initial weights and the order of the digits.")
@click.option(
    "--steps", default=STEPS, show_default=True, help="Steps from lowest to highest rate."
)
@click.option("--lowest", default=LOWEST, show_default=True, help="The first step's rate.")
@click.option("--highest", default=HIGHEST, show_default=True, help="The last step's rate.")
@click.option("--output", default="find-lr.png", show_default=True, type=Path, help="The chart.")
def find_lr(
    recipe: str,
    layers: str | None,
    folder: Path | None,
    steps: int,
    lowest: float,
    highest: float,
    output: Path,
    **overrides: Any,
) -> None:
    """Suggest a learning rate: try ever higher ones on a fresh network.

    The learning-rate range test of Smith (2015): each step's rate is a little higher than the one
    before, until the loss runs away. Prints a table and the suggestion with its reason, draws a
    chart, and records the test in the run store.
    """
    if not output.parent.is_dir():
        raise ValueError(f"There is no folder {output.parent}.")
    data = None if folder is None else read_chosen_data(folder)
    config = choose_recipe(recipe, layers, data, **overrides)
    store = open_store()
    training = load_mnist().training if data is None else data.splits.training
    points = range_test(config, training, steps, lowest, highest)
    suggestion = suggest(points)
    if points:
        click.echo(_table(points))
        learned = "" if data is None else f" on {data.name}"
        title = f"Learning-rate range test of {config.recipe}{learned}, seed {config.seed}"
        draw_range_test(points, title, suggestion.learning_rate, output)
        click.echo(f"Chart: {output}")
    rows = [dataclasses.asdict(point) for point in points]
    test_id = record_range_test(store, config, rows, suggestion.learning_rate, suggestion.reason)
    click.echo(f"Recorded as range test {test_id}.")
    click.echo(suggestion.reason)
    if suggestion.learning_rate is None:
        raise click.exceptions.Exit(1)
    click.echo(
        f"Suggested: --learning-rate {suggestion.learning_rate:g} "
        f"(the recipe has {config.learning_rate:g})"
    )


def _table(points: list[RangePoint]) -> str:
    """Return about twenty of the steps as lines, always the last one among them."""
    count = min(TABLE_ROWS, len(points))
    shown = np.linspace(0, len(points) - 1, count).round().astype(int)
    lines = [f"{'step':>5} {'learning rate':>14} {'loss':>9} {'smoothed loss':>14}"]
    lines += [
        f"{point.step:5} {point.learning_rate:14.3g} {point.loss:9.4f} {point.smoothed_loss:14.4f}"
        for point in (points[index] for index in shown)
    ]
    return "\n".join(lines)


@click.command()
@click.option("--recipe", default="cnn", show_default=True, help=", ".join(RECIPES))
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE,...",
    help="Values of a setting to try, such as learning_rate=0.1,0.3; may be given several times.",
)
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1, 100))
@click.option("--epochs", type=int, help="Passes over the 50,000 training digits.")
@click.option("--training-digits", type=int, help="Use only so many of them, the first ones.")
@click.option("--layers", help="Sizes of the layers, for example 784-100-10.")
@data_option("A folder with other data than MNIST to learn from.", by_name=False)
@click.option("--workers", type=click.IntRange(1, 1000), help="Processes; one a core by default.")
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler to use instead.")
@click.option("--name", default="sweep", show_default=True, help="What its runs are called.")
def sweep(
    recipe: str,
    settings: tuple[str, ...],
    seeds: int,
    epochs: int | None,
    training_digits: int | None,
    layers: str | None,
    folder: Path | None,
    workers: int | None,
    scheduler: str | None,
    name: str,
) -> None:
    """Train every combination of some settings, each with several seeds.

    Trains side by side and records each training as a run. The table at the end has the mean
    accuracies of the last epochs with their 95 % interval, and an asterisk where the mean on the
    validation digits is highest. The same command again trains only what is missing; a training
    that failed is named and does not stop the others.
    """
    grid = read_grid(settings)
    overrides = {"epochs": epochs, "training_digits": training_digits}
    for setting, value in overrides.items():
        if value is not None and setting in grid:
            option = setting.replace("_", "-")
            raise ValueError(f"Give either --{option} or --set {setting}.")
    data = None if folder is None else read_chosen_data(folder)
    described = None if data is None else data.description
    classes = len(classes_of(described))
    hidden = None if layers is None else read_architecture(layers, classes)
    members = members_of(recipe, grid, seeds, described, hidden=hidden, **overrides)
    outcomes = train_members(members, name, workers, scheduler, folder)
    tested = TEST_DIGITS if data is None else len(data.splits.test)
    click.echo(_sweep_table(combinations(outcomes), tested))
    if any(outcome.error for outcome in outcomes):
        sys.exit(1)


@click.command()
@click.option("--recipe", default="cnn", show_default=True, help=", ".join(RECIPES))
@click.option("--seeds", default=5, show_default=True, type=click.IntRange(2, 100))
@click.option("--epochs", type=int, help="Passes over the 50,000 training digits.")
@click.option("--training-digits", type=int, help="Use only so many of them, the first ones.")
@data_option("A folder with other data than MNIST to learn from.", by_name=False)
@click.option("--workers", type=click.IntRange(1, 1000), help="Processes; one a core by default.")
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler to use instead.")
def ensemble(
    recipe: str,
    seeds: int,
    epochs: int | None,
    training_digits: int | None,
    folder: Path | None,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """Train a recipe with several seeds and let the networks vote.

    Each training is recorded as a run; the same command again trains only what is missing. The
    vote, the mean of the networks' probabilities, is measured on the 10,000 test digits, or on the
    test pictures of other data.
    """
    data = None if folder is None else read_chosen_data(folder)
    described = None if data is None else data.description
    overrides = {"epochs": epochs, "training_digits": training_digits}
    members = members_of(recipe, {}, seeds, described, **overrides)
    outcomes = train_members(members, "ensemble", workers, scheduler, folder)
    runs = [outcome.run_id for outcome in outcomes if outcome.run_id is not None]
    if len(runs) < 2:
        raise ValueError(f"A vote needs two networks at least, {len(runs)} finished.")
    store = open_store()
    models = [parse_model(store.checkpoint(run) or b"", f"The checkpoint of {run}") for run in runs]
    test = load_test_digits() if data is None else data.splits.test
    again = " ".join(runs) if folder is None else shlex.join([*runs, "--data", str(folder)])
    click.echo(f"The vote of {len(models)}; again: python -m nnet evaluate {again}")
    probabilities, classes = vote(models, test.images), members[0].config.classes
    click.echo(evaluation_report(test.labels, probabilities, classes=classes))
    if len(runs) < len(members):
        sys.exit(1)


def train_members(
    members: Sequence[Member],
    name: str,
    workers: int | None,
    scheduler: str | None,
    folder: Path | None = None,
) -> list[Outcome]:
    """Train what is not trained yet, with a line for each outcome; see ``run_sweep``.

    workers  processes to start, as many as there are cores for if None
    folder   where their data is, if it is not MNIST

    Ends the program after Ctrl-C.
    """
    open_store().close()
    workers = workers or max(1, (os.cpu_count() or 1) // members[0].config.slices)
    seeds = len({member.config.seed for member in members})
    click.echo(f"{len(members)} trainings, {seeds} seeds for each combination.")
    done = 0

    def report(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        found = f"{outcome.last['test_accuracy']:.2%}" if outcome.last else outcome.error
        click.echo(f"{done}/{len(members)} {outcome.member.label}: {found}")

    url = default_database_url()
    try:
        return run_sweep(members, url, f"{name}, ", workers, scheduler, report, folder)
    except KeyboardInterrupt:
        click.echo("Stopped. The same command again goes on from here.", err=True)
        sys.exit(130)


def _sweep_table(rows: Sequence[Combination], tested: int) -> str:
    """Return a line for each combination, the best on the validation digits marked.

    tested  how many pictures each of them was tested on
    """
    means = [statistics.fmean(row.values("validation_accuracy") or [-1.0]) for row in rows]
    labels = [
        ", ".join(f"{name}={value}" for name, value in row.settings.items()) or "as it is"
        for row in rows
    ]
    width = max(len("settings"), *map(len, labels))
    lines = [f"  {'settings':{width}}  finished  validation     test  95 % interval of the test"]
    for row, label, mean in zip(rows, labels, means, strict=True):
        values = row.values("test_accuracy")
        mark = "*" if values and mean == max(means) else " "
        start = f"{mark} {label:{width}}  {len(values):4}/{len(row.outcomes):<3}"
        if not values:
            lines.append(f"{start}  {'-':>10}  {'-':>7}")
            continue
        interval = (
            mean_interval(values)
            if len(values) > 1
            else wilson_interval(round(values[0] * tested), tested)
        )
        low, high = max(0.0, interval[0]), min(1.0, interval[1])
        test = statistics.fmean(values)
        lines.append(f"{start}  {mean:10.2%}  {test:7.2%}  {low:.2%} to {high:.2%}")
    return "\n".join(lines)
