"""Samples of strokes to learn from: digits as direction maps, drawn as many people draw them.

Whose digits are known draw most of them alike. Elsewhere a ring is drawn the other way round, a bar
before a stem; a mouse shakes, skips, and lets go halfway. A small share of the samples is changed
so, for the reader of strokes to trust ink's place where order and direction are unusual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.metrics import CLASSES
from nnet.strokes.direction_maps import direction_maps
from nnet.strokes.generator import draw_digit
from nnet.strokes.types import PenDigit, Polyline
from nnet.synthesis.peoples_samples import PeoplesDigits, vary

REORDERED, REVERSED, LIFTED, SHAKEN, SPARSE = 0.06, 0.06, 0.08, 0.4, 0.3
"""How many have their strokes in another order, some strokes the other way round, one stroke drawn
in two, points that shake, and only every second or third point."""

REVERSED_STROKES = 0.7
"""How many strokes of a digit go the other way round where some do."""

MAX_SHAKE = 0.02
"""The deviation of points that shake at most, as a share of the digit's size."""

MIN_LIFTED, MIN_SPARSE = 6, 9
"""Points that a stroke has at least to be drawn in two, and to be left some of its points."""


@dataclass(frozen=True)
class StrokeSamples:
    """Digits as direction maps: so many by people, as many of each digit, and some generated ones.

    people     may be empty, when none of theirs come
    count      how many by people
    generated  how many by the stroke generator
    """

    people: Sequence[PenDigit]
    count: int
    generated: int

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are in every epoch: (n,) uint8."""
        made_up = (np.arange(self.generated) % CLASSES).astype(np.uint8)
        return np.concatenate([self._peoples.labels, made_up]) if self.people else made_up

    def maps(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (n, 14, 14, 12) uint8."""
        drawn = self._peoples.strokes(rng) if self.people else []
        drawn += [
            vary(draw_digit(int(label), rng), rng) for label in self.labels[len(drawn) :].tolist()
        ]
        return np.stack([direction_maps(draw_unusually(strokes, rng)) for strokes in drawn])

    @property
    def _peoples(self) -> PeoplesDigits:
        return PeoplesDigits(self.people, self.count)


def draw_unusually(strokes: Sequence[Polyline], rng: np.random.Generator) -> list[Polyline]:
    """Return a digit's strokes, of size 1, as they are or as an unusual hand draws them."""
    lines = list(strokes)
    reordered, is_reversed, lifted, shaken, sparse = rng.random(5)
    if reordered < REORDERED:
        lines = [lines[place] for place in rng.permutation(len(lines)).tolist()]
    if is_reversed < REVERSED:
        lines = [line[::-1] if rng.random() < REVERSED_STROKES else line for line in lines]
    if lifted < LIFTED:
        lines = _lift(lines, rng)
    if shaken < SHAKEN:
        deviation = rng.uniform(0, MAX_SHAKE)
        lines = [line + rng.normal(0, deviation, line.shape) for line in lines]
    if sparse < SPARSE:
        step = int(rng.integers(2, 4))
        lines = [
            np.concatenate([line[:-1:step], line[-1:]]) if len(line) >= MIN_SPARSE else line
            for line in lines
        ]
    return lines


def _lift(lines: list[Polyline], rng: np.random.Generator) -> list[Polyline]:
    """Return strokes of which the one with most points is drawn in two, perhaps with a gap."""
    longest = max(range(len(lines)), key=lambda place: len(lines[place]))
    line = lines[longest]
    if len(line) < MIN_LIFTED:
        return lines
    end = int(rng.integers(2, len(line) - 2))
    begin = end + int(rng.integers(0, 2))
    return [*lines[:longest], line[:end], line[begin:], *lines[longest + 1 :]]
