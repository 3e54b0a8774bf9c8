"""Report on numbers that are composed of digits by one hand each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.metrics import wilson_interval
from nnet.imaging.png import encode_png
from nnet.recognition.pipeline import read_picture
from nnet.recognition.reading import Reader, Reading
from nnet.recognition.rejection import Guard
from nnet.strokes.pen import draw_strokes
from nnet.strokes.types import PenDigit, Stroke
from nnet.synthesis.composed_numbers import pose_number

LENGTHS = (2, 5)
"""How many digits the shortest and the longest number have."""


@dataclass(frozen=True)
class DrawnNumber:
    """A number as it is sent: its text, its PNG picture and the strokes that it was drawn with."""

    text: str
    picture: bytes
    strokes: Sequence[Stroke]


def draw_numbers(
    digits: Sequence[PenDigit], count: int, touching: bool, seed: int
) -> Iterator[DrawnNumber]:
    """Yield so many numbers, each of one writer's digits."""
    rng = np.random.default_rng(seed)
    by_writer: dict[str, list[PenDigit]] = defaultdict(list)
    for digit in digits:
        by_writer[digit.writer].append(digit)
    writers = sorted(by_writer)
    for _ in range(count):
        own = by_writer[writers[int(rng.integers(len(writers)))]]
        length = int(rng.integers(LENGTHS[0], LENGTHS[1] + 1))
        chosen = [own[int(place)] for place in rng.integers(len(own), size=length)]
        written, width = pose_number(chosen, rng, touching)
        strokes = [stroke for own in written for stroke in own]
        yield DrawnNumber(
            "".join(str(digit.label) for digit in chosen),
            encode_png(np.asarray(draw_strokes(strokes, width))),
            [Stroke(stroke, width) for stroke in strokes],
        )


KINDS: dict[str, tuple[bool, bool]] = {
    "stand apart": (False, False),
    "touch": (True, False),
    "touch, strokes known": (True, True),
}
"""For each kind of number, whether its digits touch, and whether its strokes are sent along, as the
drawing page does."""


def read_numbers(
    digits: Sequence[PenDigit], model: Reader, guard: Guard, count: int, seed: int, kind: str
) -> list[tuple[str, Reading]]:
    """Return so many numbers of one of ``KINDS``, each with what was read."""
    touching, known = KINDS[kind]
    return [
        (number.text, read_picture(number.picture, model, guard, number.strokes if known else ()))
        for number in draw_numbers(digits, count, touching, seed)
    ]


def number_report(
    digits: Sequence[PenDigit], model: Reader, guard: Guard, count: int, seed: int
) -> str:
    """Return how many of so many numbers of each kind are read entirely right."""
    lines = []
    for kind in KINDS:
        found = read_numbers(digits, model, guard, count, seed, kind)
        right = sum(text == reading.text for text, reading in found)
        low, high = wilson_interval(right, count)
        lines.append(
            f"Numbers whose digits {kind}: {right / count:.2%} read entirely right "
            f"({right:,} of {count:,}; 95 % interval {low:.2%} to {high:.2%})"
        )
        lines += [f"  {length} digits: {share:.2%}" for length, share in _by_length(found)]
    return "\n".join(lines)


def _by_length(found: Sequence[tuple[str, Reading]]) -> Iterator[tuple[int, float]]:
    for length in range(LENGTHS[0], LENGTHS[1] + 1):
        right = [text == reading.text for text, reading in found if len(text) == length]
        if right:
            yield length, sum(right) / len(right)
