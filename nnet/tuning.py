"""Commands that help to choose a setting: ``find-lr``."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import click
import numpy as np

from nnet.charts import draw_range_test
from nnet.console import open_store, read_architecture
from nnet.data import load_mnist
from nnet.experiment import create_plan
from nnet.lr_range import RangePoint, range_test, suggest
from nnet.range_tests import record_range_test
from nnet.recipes import RECIPES, recipe_config

TABLE_ROWS = 20


@click.command("find-lr")
@click.option("--recipe", default="cnn", show_default=True, help=", ".join(RECIPES))
@click.option("--layers", help="Sizes of the layers, for example 784-100-10.")
@click.option("--batch-size", type=int, help="Digits in a minibatch.")
@click.option("--seed", type=int, help="Decides the initial weights and the order of the digits.")
@click.option("--steps", default=300, show_default=True, help="Steps from lowest to highest rate.")
@click.option("--lowest", default=1e-5, show_default=True, help="The first step's rate.")
@click.option("--highest", default=100.0, show_default=True, help="The last step's rate.")
@click.option("--output", default="find-lr.png", show_default=True, type=Path, help="The chart.")
def find_lr(
    recipe: str,
    layers: str | None,
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
    hidden = None if layers is None else read_architecture(layers)
    config = recipe_config(recipe, hidden, **overrides)
    if not output.parent.is_dir():
        raise ValueError(f"There is no folder {output.parent}.")
    store = open_store()
    training = load_mnist().training
    plan = create_plan(config)
    points = range_test(config.create_network(), training, plan, steps, lowest, highest)
    suggestion = suggest(points)
    if points:
        click.echo(_table(points))
        title = f"Learning-rate range test of {config.recipe}, seed {config.seed}"
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
