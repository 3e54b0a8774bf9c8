"""Samples of strokes to learn from: direction maps of digits and of what is not one digit.

Whose digits are known draw most of them alike. Elsewhere a ring is drawn the other way round, a bar
before a stem; a mouse shakes, skips, and lets go halfway. A small share of the samples is changed
so, for the reader of strokes to trust ink's place where order and direction are unusual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.metrics import CLASSES
from nnet.recognition.outputs import NONE
from nnet.strokes.direction_maps import direction_maps
from nnet.strokes.generator import draw_digit
from nnet.strokes.types import PenDigit, PenDrawing, Polyline
from nnet.synthesis.composed_numbers import compose
from nnet.synthesis.labelled_spans import TOUCHING, draw_from, generate_digit
from nnet.synthesis.negatives import made_up_strokes
from nnet.synthesis.peoples_samples import PeoplesDigits, PeoplesNegatives, vary

REORDERED, REVERSED, LIFTED, RETRACED, SHAKEN, SPARSE = 0.08, 0.08, 0.12, 0.04, 0.4, 0.3
"""How many have their strokes in another order, some strokes the other way round, some drawn in
pieces, one drawn twice, points that shake, and only every second or third point."""

MAX_LIFTS = 4
"""How often the pen is lifted besides, at most, where strokes are drawn in pieces."""

REVERSED_STROKES = 0.7
"""How many strokes of a digit go the other way round where some do."""

MAX_SHAKE = 0.02
"""The deviation of points that shake at most, as a share of the digit's size."""

MIN_LIFTED, MIN_SPARSE = 6, 9
"""Points that a stroke has at least to be drawn in two, and to be left some of its points."""


GENERATED = 6
"""For so many drawings by people, one of the stroke generator: a digit, or what is none."""

NUMBERS = 4
"""For so many digits, two or three together, which are not one digit."""

LONGER = 0.3
"""How many of these are three."""


@dataclass(frozen=True)
class StrokeSamples:
    """Drawings as direction maps: digits, as many of each, as much that is none, and numbers.

    people  digits by people; may be empty
    others  what people drew that is no digit, set by set; may be empty
    count   how many digits by people, and how many others by people
    """

    people: Sequence[PenDigit]
    others: Sequence[Sequence[PenDrawing]]
    count: int

    @property
    def labels(self) -> np.ndarray:
        """What they are in every epoch: (n,) uint8 from 0 to 10."""
        made_up = (np.arange(self.count // GENERATED) % CLASSES).astype(np.uint8)
        digits = [PeoplesDigits(self.people, self.count).labels] if self.people else []
        others = self.count * bool(self.others) + self.count // GENERATED + self.count // NUMBERS
        return np.concatenate([*digits, made_up, np.full(others, NONE, np.uint8)])

    def maps(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (n, 14, 14, 12) uint8."""
        drawn = PeoplesDigits(self.people, self.count).strokes(rng) if self.people else []
        made_up = range(self.count // GENERATED)
        drawn += [vary(draw_digit(number % CLASSES, rng), rng) for number in made_up]
        if self.others:
            drawn += PeoplesNegatives(self.others, self.count).strokes(rng)
        drawn += [vary(made_up_strokes(rng), rng) for _ in made_up]
        draw = draw_from(self.people) if self.people else generate_digit
        for _ in range(self.count // NUMBERS):
            digits = [draw(rng) for _ in range(2 + int(rng.random() < LONGER))]
            written, _ = compose(digits, rng, touching=bool(rng.random() < TOUCHING))
            drawn.append([stroke for own in written for stroke in own])
        return np.stack([direction_maps(draw_unusually(strokes, rng)) for strokes in drawn])


def draw_unusually(strokes: Sequence[Polyline], rng: np.random.Generator) -> list[Polyline]:
    """Return a drawing's strokes, of size 1, as they are or as an unusual hand draws them."""
    lines = list(strokes)
    reordered, is_reversed, lifted, retraced, shaken, sparse = rng.random(6)
    if reordered < REORDERED:
        lines = [lines[place] for place in rng.permutation(len(lines)).tolist()]
    if is_reversed < REVERSED:
        lines = [line[::-1] if rng.random() < REVERSED_STROKES else line for line in lines]
    if lifted < LIFTED:
        for _ in range(int(rng.integers(1, MAX_LIFTS + 1))):
            lines = _lift(lines, rng)
    if retraced < RETRACED:
        again = lines[int(rng.integers(len(lines)))] + rng.normal(0, MAX_SHAKE, 2)
        lines = [*lines, again[:: int(rng.choice([1, -1]))]]
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
