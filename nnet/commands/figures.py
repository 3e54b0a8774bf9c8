"""The command ``figures``: everything that is claimed of the shipped model, measured anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np

from nnet.core.data import load_test_digits
from nnet.core.evaluation import apply_in_batches
from nnet.core.metrics import expected_calibration_error, wilson_interval
from nnet.models.checkpoint import SHIPPED_MODEL, Model, load_model
from nnet.parallel.threads import map_on_cores
from nnet.recognition.pipeline import Reading
from nnet.recognition.rejection import Guard, load_guard
from nnet.reports.drawing_report import DrawingResults, read_drawings
from nnet.reports.number_report import KINDS, read_numbers
from nnet.reports.picture_report import picture_shares
from nnet.reports.rejection_report import caught_negatives, printed_letters
from nnet.strokes.files import read_strokes, writers_of
from nnet.strokes.types import PenDigit
from nnet.synthesis.writer_split import choose_writers

USUAL = (0.35, 0.8)
"""How large digits are drawn, as shares of the canvas."""

POSES: dict[str, tuple[tuple[float, float], tuple[float, float], bool]] = {
    "pens from 8 to 24": ((8, 24), USUAL, False),
    "pens from 5 to 40": ((5, 40), USUAL, False),
    "a tenth of the canvas, pens from 2 to 4": ((2, 4), (0.1, 0.1), False),
    "a tenth of the canvas, a pen of 8": ((8, 8), (0.1, 0.1), False),
    "photographed": ((8, 24), USUAL, True),
}
"""How drawings are drawn: widths of the pen and sizes; and whether they are photographed."""


@click.command()
@click.option(
    "--strokes",
    metavar="FILE",
    envvar="STROKES_FILE",
    type=Path,
    required=True,
    help="Digits as strokes of a pen; measured are the writers who were not learned from.",
)
@click.option("--count", default=500, show_default=True, type=click.IntRange(1), help="Of numbers.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
def figures(strokes: Path, count: int, seed: int) -> None:
    """Measure everything that docs/figures.md says of how the shipped model reads."""
    digits = choose_writers(read_strokes(strokes), "held-out")
    if not digits:
        raise ValueError(f"All writers of {strokes} were learned from; there is none to measure.")
    model, guard = load_model(SHIPPED_MODEL), load_guard()
    click.echo(f"{len(digits):,} digits of {len(writers_of(digits))} writers, {model.recipe}")
    for name, right in _shares(model, guard, digits, count, seed):
        low, high = wilson_interval(int(right.sum()), len(right))
        click.echo(f"{name:68} {right.mean():7.2%}  ({low:.2%} to {high:.2%} of {len(right):,})")


def _shares(
    model: Model, guard: Guard, digits: Sequence[PenDigit], count: int, seed: int
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield what is measured, and for each of n pictures whether it is the case, (n,) bool."""
    mnist = load_test_digits()
    answers = apply_in_batches(model.probabilities, mnist.images, map_on_cores).argmax(axis=1)
    yield "read right: MNIST's test digits", answers == mnist.labels
    likely = apply_in_batches(guard.digit_probability, mnist.images, map_on_cores)
    yield "refused: MNIST's test digits", likely < guard.threshold
    for name, (widths, sizes, photographed) in POSES.items():
        results = read_drawings(digits, model, guard, widths, sizes, seed, photographed)
        alone = (
            apply_in_batches(model.probabilities, results.pixels, map_on_cores).argmax(axis=1)
            == results.labels
        )
        if not photographed:
            yield f"read right: {name}, the network alone", alone
        yield f"read right: {name}", results.right
        yield f"refused: {name}", _status(results.readings, "not_a_digit")
        click.echo(f"{f'calibration error: {name}':68} {_calibration_error(results):7.2%}")
    for kind in KINDS:
        found = read_numbers(digits, model, guard, count, seed, kind)
        yield f"read right: numbers whose digits {kind}", _right(found)
    yield from picture_shares(model, guard, digits, count, seed)
    caught = caught_negatives(model, guard, count, seed)
    yield "caught: scribbles, letters, shapes, blots, cut and crossed-out digits", caught
    yield "caught: printed letters of a font not learned from", printed_letters(model, guard)


def _calibration_error(results: DrawingResults) -> float:
    """Return how far confidence is from accuracy on the drawings that were answered."""
    answered = results.answered
    return expected_calibration_error(results.probabilities[answered], results.labels[answered])


def _right(found: Sequence[tuple[str, Reading]]) -> np.ndarray:
    return np.array([text == reading.text for text, reading in found])


def _status(readings: Sequence[Reading], status: str) -> np.ndarray:
    return np.array([reading.status == status for reading in readings])
