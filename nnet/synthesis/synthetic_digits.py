"""Synthetic digits: drawn anew in every epoch, in styles that MNIST does not have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import ImageOps

from nnet.core.data import IMAGE_SIDE, SampleSource
from nnet.imaging.size_normalisation import normalise
from nnet.strokes.generator import draw_digit, random_bend
from nnet.strokes.pen import SIDE, Pose, draw_strokes, place_strokes
from nnet.strokes.types import PenDigit, Polyline

SIZE = 0.7
"""How large each is drawn; being scaled to 20 pixels afterwards, only the pen's share matters."""

PEN_SHARES = (0.02, 0.42)
"""The pen's narrowest and widest, as shares of the digit's longer side: 5 of 224 and 40 of 98."""


@dataclass(frozen=True)
class DrawnDigits:
    """So many digits by the stroke generator, as many of each; see ``strokes/generator.py``."""

    count: int

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are in every epoch: (count,) uint8."""
        return (np.arange(self.count) % 10).astype(np.uint8)

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (count, 28, 28) uint8, ink 255, prepared like any drawing."""
        return _draw_pictures([draw_digit(int(label), rng) for label in self.labels], rng)


@dataclass(frozen=True)
class RedrawnDigits:
    """Digits that people drew, their strokes bent, slanted and stretched a little.

    copies  how often each of them comes in an epoch
    """

    digits: Sequence[PenDigit]
    copies: int

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are in every epoch: (n,) uint8."""
        return np.array([digit.label for digit in self.digits] * self.copies, np.uint8)

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (n, 28, 28) uint8, ink 255, prepared like any drawing."""
        redrawn = [_vary(digit.strokes, rng) for _ in range(self.copies) for digit in self.digits]
        return _draw_pictures(redrawn, rng)


@dataclass(frozen=True)
class CombinedSource:
    """Several sources of samples as one: what each makes, one after the other."""

    parts: Sequence[SampleSource]

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are in every epoch: (n,) uint8."""
        return np.concatenate([part.labels for part in self.parts])

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (n, 28, 28) uint8."""
        return np.concatenate([part.images(rng) for part in self.parts])


def pen_width(rng: np.random.Generator) -> float:
    """Return a pen's width in pixels of the canvas, narrow ones as likely as broad ones."""
    low, high = np.log(PEN_SHARES)
    return SIZE * SIDE * float(np.exp(rng.uniform(low, high)))


def _vary(strokes: Sequence[Polyline], rng: np.random.Generator) -> list[Polyline]:
    """Return strokes as the same hand might have drawn them another time."""
    points = np.concatenate(strokes)
    low, side = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-9)
    slant, turn = rng.normal(0, 0.12), rng.normal(0, 0.06)
    cosine, sine = np.cos(turn), np.sin(turn)
    matrix = np.array([[cosine, -sine], [sine, cosine]])
    matrix @= np.array([[np.exp(rng.normal(0, 0.12)), -slant], [0, 1]])
    bend = random_bend(rng)
    return [bend((stroke - low) / side @ matrix.T) for stroke in strokes]


def _draw_pictures(digits: Sequence[Sequence[Polyline]], rng: np.random.Generator) -> np.ndarray:
    """Draw each digit with a pen of a width of its own: (n, 28, 28) uint8."""
    images = np.empty((len(digits), IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    for index, strokes in enumerate(digits):
        width = pen_width(rng)
        picture = draw_strokes(place_strokes(strokes, Pose(width, SIZE, 0.5, 0.5)), width, fine=1)
        images[index] = normalise(ImageOps.invert(picture)).pixels
    return images
