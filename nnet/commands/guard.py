"""The commands ``train-guard`` and ``check-guard``."""

from __future__ import annotations

from pathlib import Path

import click

from nnet.core.data import load_mnist, load_test_digits
from nnet.jobs.rejection_training import train_guard as train
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.models.files import write_whole
from nnet.recognition.rejection import SHIPPED_GUARD, load_guard
from nnet.reports.rejection_report import guard_report
from nnet.strokes.files import read_strokes
from nnet.synthesis.writer_split import choose_writers

_STROKES = click.option(
    "--strokes",
    metavar="FILE",
    envvar="STROKES_FILE",
    type=Path,
    help="Digits as strokes of a pen.",
)


@click.command("train-guard")
@_STROKES
@click.option("--negatives", default=60_000, show_default=True, type=click.IntRange(700, 200_000))
@click.option("--epochs", default=12, show_default=True, type=click.IntRange(1, 100))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--output", default=SHIPPED_GUARD, type=Path, help="The shipped guard unless given.")
def train_guard(strokes: Path | None, negatives: int, epochs: int, seed: int, output: Path) -> None:
    """Train the network that tells digits from what is none.

    It learns from MNIST, from generated digits and, where a stroke file is given, from the digits
    of the writers that may be learned from, against as many generated negatives.
    """
    digits = choose_writers(read_strokes(strokes), "training") if strokes else []

    def report(epoch: int, refused: float, caught: float) -> None:
        click.echo(f"Epoch {epoch}: {caught:.2%} of negatives caught, {refused:.2%} digits refused")

    write_whole(output, train(load_mnist(), digits, negatives, epochs, seed, report))
    click.echo(f"The guard: {output}")


@click.command("check-guard")
@_STROKES
@click.option("--negatives", default=500, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--seed", default=2, show_default=True, type=click.IntRange(0))
@click.option("--guard", "path", default=SHIPPED_GUARD, type=Path, help="Another guard's file.")
def check_guard(strokes: Path | None, negatives: int, seed: int, path: Path) -> None:
    """Measure on what the guard did not learn from how digits are told from what is none.

    Digits: MNIST's test digits and, where a stroke file is given, those of its held-out writers.
    Negatives: so many newly generated ones of each kind, and letters of a font.
    """
    digits = choose_writers(read_strokes(strokes), "held-out") if strokes else []
    model = load_model(SHIPPED_MODEL)
    report = guard_report(model, load_guard(path), load_test_digits(), digits, negatives, seed)
    click.echo(report)
