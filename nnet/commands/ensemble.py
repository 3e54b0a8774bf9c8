"""The command ``ensemble``: several trainings of one recipe, and how well they read by vote."""

from __future__ import annotations

import sys

import click

from nnet.commands.console import open_store
from nnet.commands.tune import train_members
from nnet.core.data import load_test_digits
from nnet.jobs.sweep import members_of
from nnet.models.checkpoint import parse_model
from nnet.models.ensemble import vote
from nnet.models.recipes import RECIPES
from nnet.reports.mnist_report import evaluation_report


@click.command()
@click.option("--recipe", default="cnn", show_default=True, help=", ".join(RECIPES))
@click.option("--seeds", default=5, show_default=True, type=click.IntRange(2, 100))
@click.option("--epochs", type=int, help="Passes over the 50,000 training digits.")
@click.option("--workers", type=click.IntRange(1, 1000), help="Processes; one a core by default.")
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler to use instead.")
def ensemble(
    recipe: str, seeds: int, epochs: int | None, workers: int | None, scheduler: str | None
) -> None:
    """Train a recipe with several seeds and let the networks vote.

    Each training is recorded as a run; the same command again trains only what is missing. The
    vote, the mean of the networks' probabilities, is measured on the 10,000 test digits.
    """
    members = members_of(recipe, {}, seeds, epochs=epochs)
    outcomes = train_members(members, "ensemble", workers, scheduler)
    runs = [outcome.run_id for outcome in outcomes if outcome.run_id is not None]
    if len(runs) < 2:
        raise ValueError(f"A vote needs two networks at least, {len(runs)} finished.")
    store = open_store()
    models = [parse_model(store.checkpoint(run) or b"", f"The checkpoint of {run}") for run in runs]
    digits = load_test_digits()
    click.echo(f"The vote of {len(models)}; again: python -m nnet evaluate {' '.join(runs)}")
    click.echo(evaluation_report(digits.labels, vote(models, digits.images)))
    if len(runs) < len(members):
        sys.exit(1)
