"""The command ``film``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from nnet.core.data import load_mnist
from nnet.core.evaluation import EpochMetrics
from nnet.interpretation.film import SHIPPED_FILM
from nnet.models.checkpoint import HISTORIES
from nnet.models.files import write_whole
from nnet.reports.film import train_film


@click.command()
@click.option("--output", default=SHIPPED_FILM, type=Path, help="The shipped film unless given.")
def film(output: Path) -> None:
    """Make the film of learning: train the shipped run nielsen again and keep every epoch.

    It takes ten seconds, and stops where an epoch is not exactly the recorded one.
    """
    record = json.loads((HISTORIES / f"{SHIPPED_FILM.stem}.json").read_text("utf-8"))

    def report(metrics: EpochMetrics) -> None:
        click.echo(f"Epoch {metrics.epoch}: {metrics.test_accuracy:.2%} of the test digits")

    content = train_film(record, load_mnist(), report)
    write_whole(output, content)
    click.echo(f"The film: {output}, {len(content):,} bytes")
