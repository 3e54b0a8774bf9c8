"""Samples of what people drew: their digits redrawn, their pictures, and what is no digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.data import IMAGE_SIDE
from nnet.recognition.outputs import NONE
from nnet.strokes.generator import random_bend
from nnet.strokes.types import PenDigit, PenDrawing, Polyline
from nnet.synthesis.people import PictureSet, weigh_people
from nnet.synthesis.rendering import render

NEGATIVE_SHARES = (0.02, 0.3)
"""The pen's narrowest and widest for what is no digit: still broader ones leave a blot of it."""

ROWS = 0.08
"""How many of people's letters and things stand side by side with others, as words do."""

TURNED = 0.4
"""How many things and foreign letters are turned by a quarter or more, or mirrored: signs that
nobody writes, as those of an alphabet not learned from. Characters of this one are not: an E would
become a 3."""

_SYMMETRIES = np.array(
    [[[x, 0], [0, y]] for x in (1, -1) for y in (1, -1)]
    + [[[0, x], [y, 0]] for x in (1, -1) for y in (1, -1)],
    dtype=float,
)
"""The eight ways to lay a square upon itself, of which the first moves nothing."""


@dataclass(frozen=True)
class PeoplesDigits:
    """So many digits that people drew, as many of each, as the same hands might draw them again.

    Every hand comes as often as ``weigh_people`` says.
    """

    digits: Sequence[PenDigit]
    count: int

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are in every epoch: (count,) uint8."""
        return _as_many_of_each([digit.label for digit in self.digits], self.count)

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (count, 28, 28) uint8, ink 255, prepared like any drawing."""
        return _draw(self.strokes(rng), rng)

    def strokes(self, rng: np.random.Generator) -> list[list[Polyline]]:
        """Return the strokes of them all anew, each digit of size 1."""
        of_digit = np.array([digit.label for digit in self.digits])
        weights = weigh_people(self.digits)
        chosen = _choose(of_digit, weights, self.labels, rng)
        return [vary(self.digits[i].strokes, rng) for i in chosen.tolist()]


@dataclass(frozen=True)
class PicturedDigits:
    """So many digits of which only pictures are known, as many of each."""

    pictures: PictureSet
    count: int

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are in every epoch: (count,) uint8."""
        return _as_many_of_each(self.pictures.labels, self.count)

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Choose them anew: (count, 28, 28) uint8, ink 255."""
        weights = np.full(len(self.pictures), 1 / len(self.pictures))
        return self.pictures.pixels[_choose(self.pictures.labels, weights, self.labels, rng)]


@dataclass(frozen=True)
class PeoplesNegatives:
    """So many of what people drew that is no digit, as many of each set.

    sets  what may be drawn, every hand coming as often as ``weigh_people`` says
    """

    sets: Sequence[Sequence[PenDrawing]]
    count: int

    @property
    def labels(self) -> np.ndarray:
        """What they are in every epoch: (count,) uint8, ``NONE``."""
        return np.full(self.count, NONE, np.uint8)

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (count, 28, 28) uint8, ink 255, prepared like any drawing."""
        return _draw(self.strokes(rng), rng, NEGATIVE_SHARES)

    def strokes(self, rng: np.random.Generator) -> list[list[Polyline]]:
        """Return the strokes of them all anew, each of about size 1."""
        drawn: list[list[Polyline]] = []
        for place, drawings in enumerate(self.sets):
            share = self.count // len(self.sets) + (place < self.count % len(self.sets))
            chosen = rng.choice(len(drawings), share, p=weigh_people(drawings)).tolist()
            rows = (rng.random(share) < ROWS).tolist()
            drawn += [
                _put_in_row(drawings, i, rng) if is_row else vary(_turn(drawings[i], rng), rng)
                for i, is_row in zip(chosen, rows, strict=True)
            ]
        return drawn


def vary(strokes: Sequence[Polyline], rng: np.random.Generator) -> list[Polyline]:
    """Return strokes as the same hand might have drawn them another time, of size 1."""
    points = np.concatenate(strokes)
    low, side = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-9)
    slant, turn = rng.normal(0, 0.12), rng.normal(0, 0.06)
    cosine, sine = np.cos(turn), np.sin(turn)
    matrix = np.array([[cosine, -sine], [sine, cosine]])
    matrix @= np.array([[np.exp(rng.normal(0, 0.12)), -slant], [0, 1]])
    bend = random_bend(rng)
    return [bend((stroke - low) / side @ matrix.T) for stroke in strokes]


def _turn(drawing: PenDrawing, rng: np.random.Generator) -> Sequence[Polyline]:
    """Return a drawing's strokes, turned or mirrored where that makes another sign of it."""
    if len(drawing.label) == 1 or rng.random() >= TURNED:
        return drawing.strokes
    matrix = _SYMMETRIES[rng.integers(1, len(_SYMMETRIES))]
    return [stroke @ matrix for stroke in drawing.strokes]


def _put_in_row(
    drawings: Sequence[PenDrawing], first: int, rng: np.random.Generator
) -> list[Polyline]:
    """Return a drawing with one to three others to its right, as near as in a word."""
    others = rng.integers(len(drawings), size=int(rng.integers(1, 4))).tolist()
    row: list[Polyline] = []
    right = 0.0
    for place in (first, *others):
        strokes = vary(drawings[place].strokes, rng)
        points = np.concatenate(strokes)
        shift = np.array([right - points[:, 0].min(), 0.0])
        row += [stroke + shift for stroke in strokes]
        right += float(np.ptp(points[:, 0])) + rng.uniform(-0.05, 0.3)
    return row


def _as_many_of_each(labels: Sequence[int] | np.ndarray, count: int) -> np.ndarray:
    kinds = np.unique(labels)
    return kinds[np.arange(count) % len(kinds)].astype(np.uint8)


def _choose(
    labels: np.ndarray, weights: np.ndarray, wanted: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return for each wanted label the place of one that has it, chosen by weight: (n,)."""
    chosen = np.empty(len(wanted), np.intp)
    for label in np.unique(wanted).tolist():
        own = np.flatnonzero(labels == label)
        share = weights[own] / weights[own].sum()
        places = wanted == label
        chosen[places] = rng.choice(own, int(places.sum()), p=share)
    return chosen


def _draw(
    drawings: Sequence[Sequence[Polyline]],
    rng: np.random.Generator,
    shares: tuple[float, float] | None = None,
) -> np.ndarray:
    """Draw each with a pen of its own: (n, 28, 28) uint8."""
    images = np.empty((len(drawings), IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    for index, strokes in enumerate(drawings):
        images[index] = render(strokes, rng) if shares is None else render(strokes, rng, shares)
    return images
