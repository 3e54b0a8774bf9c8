"""The command ``figures``: everything that is claimed of the shipped model, measured anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from nnet.commands.console import strokes_option
from nnet.core.data import Dataset, load_test_digits
from nnet.core.evaluation import apply_in_batches
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.parallel.threads import map_on_cores
from nnet.recognition.reading import Reader
from nnet.recognition.rejection import SHIPPED_GUARD, Guard, load_guard
from nnet.recognition.stroke_reader import SHIPPED_STROKE_READER, load_stroke_reader
from nnet.recognition.stroke_vote import StrokeVote
from nnet.reports.number_report import KINDS, read_numbers
from nnet.reports.people_report import Figure, measure_people
from nnet.reports.picture_report import picture_shares
from nnet.reports.rejection_report import caught_negatives, printed_letters
from nnet.strokes.files import writers_of
from nnet.synthesis.people import DrawingSet, read_people


@click.command()
@strokes_option("Measured are the people who were not learned from.", required=True)
@click.option("--count", default=500, show_default=True, type=click.IntRange(1), help="Of numbers.")
@click.option(
    "--at-most",
    type=click.IntRange(1),
    help="So many of each set's digits, others and numbers, and of MNIST's: for a quick look.",
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--model", "file", default=SHIPPED_MODEL, type=Path, help="Another model's file.")
@click.option("--guard", "guard_file", default=SHIPPED_GUARD, type=Path, help="Another guard's.")
@click.option(
    "--stroke-reader",
    "stroke_file",
    type=Path,
    help="Who is heard where strokes are known; beside the shipped model the shipped one.",
)
def figures(
    strokes: Sequence[Path],
    count: int,
    at_most: int | None,
    seed: int,
    file: Path,
    guard_file: Path,
    stroke_file: Path | None,
) -> None:
    """Measure everything that docs/figures.md says of how the shipped model reads."""
    people = [one.side(held_out=True) for one in read_people(strokes)]
    mnist = load_test_digits()
    if at_most is not None:
        people, mnist = [one.first(at_most) for one in people], mnist[:at_most]
    if not any(map(len, people)):
        names = ", ".join(map(str, strokes))
        raise ValueError(f"All people of {names} were learned from; there is none to measure.")
    model: Reader = load_model(file)
    guard = load_guard(guard_file)
    if stroke_file is None and file == SHIPPED_MODEL:
        stroke_file = SHIPPED_STROKE_READER
    if stroke_file is not None:
        model, guard = StrokeVote(model), replace(guard, strokes=load_stroke_reader(stroke_file))
    for line in _measure(model, guard, mnist, people, count, seed):
        click.echo(line)


def _measure(
    model: Reader, guard: Guard, mnist: Dataset, people: Sequence[DrawingSet], count: int, seed: int
) -> Iterator[Figure | str]:
    """Yield what is measured, as figures or as whole lines."""
    answers = apply_in_batches(model.probabilities, mnist.images, map_on_cores).argmax(axis=1)
    yield Figure("MNIST's test digits: read right", answers == mnist.labels)
    likely = apply_in_batches(guard.digit_probability, mnist.images, map_on_cores)
    yield Figure("MNIST's test digits: refused", likely < guard.threshold)
    for one in people:
        yield from measure_people(one, model, guard, seed)
    for one in [one for one in people if one.digits][:1]:
        for kind in KINDS:
            found = read_numbers(one.digits, model, guard, count, seed, kind)
            right = np.array([text == reading.text for text, reading in found])
            name = f"numbers of {one.name} whose digits {kind}: entirely right"
            yield Figure(name, right, len(writers_of(one.digits)))
        for name, right in picture_shares(model, guard, one.digits, count, seed):
            yield Figure(name, right)
    caught = caught_negatives(model, guard, count, seed)
    yield Figure("made-up scribbles, letters, shapes, blots, cut digits: refused", caught)
    yield Figure(
        "printed letters of a font not learned from: refused", printed_letters(model, guard)
    )
