"""How well numbers are read that are composed of digits by one hand each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from nnet.guard import Guard
from nnet.metrics import wilson_interval
from nnet.numbers import pose_number
from nnet.pen import draw_strokes, png_of
from nnet.preprocessing import decode
from nnet.reading import Reader, Reading, read
from nnet.strokes import PenDigit

LENGTHS = (2, 5)
"""How many digits the shortest and the longest number have."""


def drawn_numbers(
    digits: Sequence[PenDigit], count: int, touching: bool, seed: int
) -> Iterator[tuple[str, bytes]]:
    """Yield so many numbers and their PNG pictures, each of one writer's digits."""
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
        yield "".join(str(digit.label) for digit in chosen), png_of(draw_strokes(strokes, width))


def number_report(
    digits: Sequence[PenDigit], model: Reader, guard: Guard, count: int, seed: int
) -> str:
    """Return how many of so many numbers are read entirely right, with gaps and touching."""
    lines = []
    for touching in (False, True):
        numbers = drawn_numbers(digits, count, touching, seed)
        found = [(text, read(decode(picture), model, guard)) for text, picture in numbers]
        right = sum(text == reading.text for text, reading in found)
        low, high = wilson_interval(right, count)
        lines.append(
            f"Numbers whose digits {'touch' if touching else 'stand apart'}, read entirely right: "
            f"{right / count:.2%} ({right:,} of {count:,}; 95 % interval {low:.2%} to {high:.2%})"
        )
        lines += [f"  {length} digits: {share:.2%}" for length, share in _by_length(found)]
    return "\n".join(lines)


def _by_length(found: Sequence[tuple[str, Reading]]) -> Iterator[tuple[int, float]]:
    for length in range(LENGTHS[0], LENGTHS[1] + 1):
        right = [text == reading.text for text, reading in found if len(text) == length]
        if right:
            yield length, sum(right) / len(right)
