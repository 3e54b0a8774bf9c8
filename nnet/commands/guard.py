"""The commands ``train-guard`` and ``check-guard``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from nnet.commands.console import strokes_option
from nnet.core.data import load_mnist, load_test_digits
from nnet.jobs.rejection_training import train_guard as train
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.models.files import write_whole
from nnet.recognition.rejection import SHIPPED_GUARD, load_guard
from nnet.reports.rejection_report import guard_report
from nnet.synthesis.people import read_people


@click.command("train-guard")
@strokes_option("It learns from those who may be learned from.")
@click.option("--negatives", default=60_000, show_default=True, type=click.IntRange(700, 200_000))
@click.option("--epochs", default=8, show_default=True, type=click.IntRange(1, 100))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--learning-rate", default=0.003, show_default=True, type=float, help="At its peak.")
@click.option("--start-from", "start", type=Path, help="Begin with the weights of this guard.")
@click.option(
    "--average", is_flag=True, help="Keep the mean of its weights and of those it began with."
)
@click.option("--output", default=SHIPPED_GUARD, type=Path, help="The shipped guard unless given.")
def train_guard(
    strokes: Sequence[Path],
    negatives: int,
    epochs: int,
    seed: int,
    learning_rate: float,
    start: Path | None,
    average: bool,
    output: Path,
) -> None:
    """Train the network that tells digits from what is none.

    It learns from MNIST, from generated digits and, where stroke files are given, from what those
    people drew who may be learned from, digits and others, against generated negatives. The guard's
    file is written after every epoch.
    """
    people = [one.side(held_out=False) for one in read_people(strokes)]

    def report(epoch: int, refused: float, caught: float) -> None:
        click.echo(f"Epoch {epoch}: {caught:.2%} of negatives caught, {refused:.2%} digits refused")

    def keep(content: bytes) -> None:
        write_whole(output, content)

    train(
        load_mnist(), people, negatives, epochs, seed, learning_rate, report, keep, start, average
    )
    click.echo(f"The guard: {output}")


@click.command("check-guard")
@strokes_option("Measured are the others.")
@click.option("--negatives", default=500, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--seed", default=2, show_default=True, type=click.IntRange(0))
@click.option("--guard", "path", default=SHIPPED_GUARD, type=Path, help="Another guard's file.")
def check_guard(strokes: Sequence[Path], negatives: int, seed: int, path: Path) -> None:
    """Measure on what the guard did not learn from how digits are told from what is none.

    Digits: MNIST's test digits and, where a stroke file is given, those of its held-out writers.
    Negatives: so many newly generated ones of each kind, and letters of a font.
    """
    people = [one.side(held_out=True) for one in read_people(strokes)]
    digits = [digit for one in people for digit in one.digits]
    model = load_model(SHIPPED_MODEL)
    report = guard_report(model, load_guard(path), load_test_digits(), digits, negatives, seed)
    click.echo(report)
