"""Report on people: how what the reader's networks did not learn from is read, set by set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.metrics import expected_calibration_error, wilson_interval
from nnet.imaging.png import encode_png
from nnet.recognition.pipeline import read_picture
from nnet.recognition.reading import Reader, Reading
from nnet.recognition.rejection import Guard
from nnet.reports.drawing_report import DrawingResults, read_drawings, strokes_in_pose
from nnet.strokes.files import writers_of
from nnet.strokes.pen import SIDE, Pose, draw_png, draw_strokes, place_strokes, random_pose
from nnet.strokes.types import PenDrawing, Stroke
from nnet.synthesis.people import DrawingSet, PictureSet

USUAL = (0.35, 0.8)
"""How large drawings are, as shares of the canvas."""

PENS = (8.0, 24.0)
"""The usual pens, in pixels of a canvas of 280."""

POSES: dict[str, tuple[tuple[float, float], tuple[float, float], bool]] = {
    "pens 8-24": (PENS, USUAL, False),
    "pens 5-40": ((5, 40), USUAL, False),
    "a tenth as large, pens 2-8": ((2, 8), (0.1, 0.1), False),
    "pens 5-40, strokes known": ((5, 40), USUAL, True),
}
"""How digits are drawn: widths of the pen and sizes, and whether their strokes are sent along."""

NUMBER_PEN = 0.1
"""The pen for numbers that people wrote whole, as a share of their height."""


@dataclass(frozen=True)
class Figure:
    """A share of some pictures.

    name    what is the case for it
    holds   (n,) bool, whether it is the case for each picture
    people  how many drew them; 0 where that is unknown
    """

    name: str
    holds: np.ndarray
    people: int = 0

    def __str__(self) -> str:
        if not len(self.holds):
            return f"{self.name:64} none"
        low, high = wilson_interval(int(self.holds.sum()), len(self.holds))
        people = f" by {self.people:,} people" if self.people else ""
        share = (
            f"{self.holds.mean():7.2%}  ({low:.2%} to {high:.2%} of {len(self.holds):,}{people})"
        )
        return f"{self.name:64} {share}"


def measure_people(
    people: DrawingSet, model: Reader, guard: Guard, seed: int
) -> Iterator[Figure | str]:
    """Yield every figure of one set, and lines that tell the calibration error."""
    if people.digits:
        yield from _measure_digits(people, model, guard, seed)
    if len(people.pictures):
        readings = [read_picture(sent, model, guard) for sent in people.pictures.sent]
        yield from _measure_pictures(people.name, people.pictures, readings)
    if people.others:
        yield from _measure_others(people, model, guard, seed)
    if people.numbers:
        for known in (False, True):
            name = f"{people.name}: entirely right{', strokes known' if known else ''}"
            yield Figure(name, _read_whole(people, model, guard, known), _count(people.numbers))


def _measure_digits(
    people: DrawingSet, model: Reader, guard: Guard, seed: int
) -> Iterator[Figure | str]:
    writers = len(writers_of(people.digits))
    for pose, (widths, sizes, known) in POSES.items():
        results = read_drawings(people.digits, model, guard, widths, sizes, seed, known=known)
        refused = np.array([one.status == "not_a_digit" for one in results.readings])
        yield Figure(f"{people.name}, {pose}: answered right", results.right, writers)
        yield Figure(f"{people.name}, {pose}: refused", refused, writers)
        yield _calibration(f"{people.name}, {pose}", results.answered, results)


def _measure_pictures(
    name: str, pictures: PictureSet, readings: Sequence[Reading]
) -> Iterator[Figure | str]:
    results = DrawingResults(
        pictures.labels.astype(int), [""] * len(pictures), np.empty(0), pictures.pixels, readings
    )
    yield Figure(f"{name}: answered right", results.right)
    yield Figure(
        f"{name}: refused", np.array([reading.status == "not_a_digit" for reading in readings])
    )
    shares = [results.right[pictures.labels == label].mean() for label in set(pictures.labels)]
    yield f"{f'{name}: answered right, mean of the digits':64} {np.mean(shares):7.2%}"
    yield _calibration(name, results.answered, results)


def _calibration(name: str, answered: np.ndarray, results: DrawingResults) -> str:
    """Return how far confidence is from accuracy on the drawings that were answered."""
    error = expected_calibration_error(results.probabilities[answered], results.labels[answered])
    return f"{f'{name}: calibration error':64} {error:7.2%}"


def _measure_others(people: DrawingSet, model: Reader, guard: Guard, seed: int) -> Iterator[Figure]:
    """Yield how often what is no digit is refused, and how often it is read as a number."""
    rng = np.random.default_rng(seed)
    for known in (False, True):
        statuses = []
        for drawing in people.others:
            pose = random_pose(rng, PENS, USUAL)
            sent = strokes_in_pose(drawing.strokes, pose) if known else ()
            reading = read_picture(draw_png(drawing.strokes, pose), model, guard, sent)
            statuses.append(reading.status)
        found = np.array(statuses)
        name = f"{people.name}{', strokes known' if known else ''}"
        yield Figure(f"{name}: refused", found == "not_a_digit", _count(people.others))
        yield Figure(f"{name}: read as a number", found == "number", _count(people.others))


def _read_whole(people: DrawingSet, model: Reader, guard: Guard, known: bool) -> np.ndarray:
    """Return which numbers that people wrote are read entirely right: (n,) bool."""
    right = []
    for number in people.numbers:
        points = np.concatenate(number.strokes)
        extent = np.maximum(np.ptp(points, axis=0), 1e-9)
        size = 0.9
        width = max(2.0, NUMBER_PEN * size * SIDE * float(min(extent[1] / extent.max(), 1.0)))
        placed = place_strokes(number.strokes, Pose(width, size - width / SIDE, 0.5, 0.5))
        sent = [Stroke(stroke, width) for stroke in placed] if known else []
        picture = encode_png(np.asarray(draw_strokes(placed, width)))
        right.append(read_picture(picture, model, guard, sent).text == number.label)
    return np.array(right)


def _count(drawings: Sequence[PenDrawing]) -> int:
    return len(writers_of(drawings))
