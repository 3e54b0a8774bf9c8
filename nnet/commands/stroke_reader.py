"""The command ``train-stroke-reader``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from nnet.commands.console import strokes_option
from nnet.jobs.stroke_training import Progress, StrokePlan
from nnet.jobs.stroke_training import train_stroke_reader as train
from nnet.models.files import write_whole
from nnet.recognition.rejection import SHIPPED_GUARD, load_guard
from nnet.recognition.stroke_reader import SHIPPED_STROKE_READER
from nnet.synthesis.people import read_people


@click.command("train-stroke-reader")
@strokes_option("It learns from those who may be learned from.")
@click.option("--digits", default=18_000, show_default=True, type=click.IntRange(60, 200_000))
@click.option("--epochs", default=12, show_default=True, type=click.IntRange(1, 100))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--learning-rate", default=0.003, show_default=True, type=float, help="At its peak.")
@click.option("--guard", default=SHIPPED_GUARD, type=Path, help="Another guard's file.")
@click.option(
    "--output", default=SHIPPED_STROKE_READER, type=Path, help="The shipped one unless given."
)
def train_stroke_reader(
    strokes: Sequence[Path],
    digits: int,
    epochs: int,
    seed: int,
    learning_rate: float,
    guard: Path,
    output: Path,
) -> None:
    """Train the network that reads digits by their strokes, and is heard beside the others.

    An epoch has so many digits of the stroke files, drawn anew, as much of what is no digit there,
    and a sixth as many of both that are made up. At first some people are left out: on what they
    drew is chosen what it weighs beside the guard, and beside the shipped network, in whose place
    the guard is asked. Then it is trained with everybody, and the file is written after every
    epoch.
    """
    people = [one.side(held_out=False) for one in read_people(strokes)]

    def report(found: Progress) -> None:
        click.echo(
            f"Epoch {found.epoch}: of digits by people who were left out {found.alone:.2%} read "
            f"right by their strokes, {found.together:.2%} by the vote, {found.refused:.2%} "
            f"refused; of what is none {found.caught:.2%} caught"
        )

    def keep(epoch: int, content: bytes) -> None:
        click.echo(f"Epoch {epoch} with everybody: {write_whole(output, content)}")

    plan = StrokePlan(digits, epochs, seed, learning_rate)
    train(people, load_guard(guard), plan, report, keep)
