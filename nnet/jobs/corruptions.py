"""Robustness: a network's accuracy on test digits that are turned, moved or spoilt."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnet.augmentation import warping
from nnet.augmentation.augment import CENTRE
from nnet.augmentation.warping import SIDE
from nnet.core.data import Dataset

DIGITS = 2_000
"""How many test digits are read at each severity. The 95 % interval of 99 % is then half a point
wide to either side, and that of 50 % two points."""


@dataclass(frozen=True)
class Corruption:
    """One way to make digits harder to read.

    name        what it is called
    unit        what its severities are measured in
    severities  those that are tried; one of them leaves the digits as they are
    apply       from (n, 28, 28) float32 ink up to 255, a severity and a generator to ink again
    """

    name: str
    unit: str
    severities: Sequence[float]
    apply: Callable[[np.ndarray, float, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class CorruptionPoint:
    """The accuracy at one severity of one corruption."""

    name: str
    severity: float
    accuracy: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON, where a severity is called ``strength``."""
        return {"name": self.name, "strength": self.severity, "accuracy": self.accuracy}


def rotate(ink: np.ndarray, degrees: float, rng: np.random.Generator) -> np.ndarray:
    """Turn every digit about the picture's centre, clockwise for positive angles."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    y, x = np.indices((SIDE, SIDE), np.float32) - np.float32(CENTRE)
    sources = np.stack((cosine * x + sine * y, cosine * y - sine * x)) + np.float32(CENTRE)
    return warping.sample(ink, np.broadcast_to(sources, (len(ink), *sources.shape)))


def shift(ink: np.ndarray, pixels: float, rng: np.random.Generator) -> np.ndarray:
    """Move every digit by so many pixels, each in a direction of its own."""
    angle = rng.uniform(0, 2 * math.pi, len(ink)).astype(np.float32)
    offset = np.stack((np.cos(angle), np.sin(angle)), axis=1) * np.float32(pixels)
    y, x = np.indices((SIDE, SIDE), np.float32)
    return warping.sample(ink, np.stack((x, y)) - offset[:, :, None, None])


def add_noise(ink: np.ndarray, deviation: float, rng: np.random.Generator) -> np.ndarray:
    """Add noise of a standard deviation, as a share of full ink, to every pixel."""
    return ink + rng.standard_normal(ink.shape, np.float32) * np.float32(deviation * 255)


def change_thickness(ink: np.ndarray, pixels: float, rng: np.random.Generator) -> np.ndarray:
    """Make strokes wider by so many pixels, or narrower where it is negative."""
    return warping.thicken(ink, np.full(len(ink), pixels / 2, np.float32))


def occlude(ink: np.ndarray, side: float, rng: np.random.Generator) -> np.ndarray:
    """Cover a square of so many pixels a side with paper, somewhere on the 20x20 of the digit."""
    size = int(side)
    result = ink.copy()
    corners = rng.integers(4, 25 - size, (len(ink), 2)) if size else np.zeros((len(ink), 2), int)
    for picture, (row, column) in zip(result, corners, strict=True):
        picture[row : row + size, column : column + size] = 0
    return result


CORRUPTIONS = (
    Corruption("rotation", "degrees", (-60, -45, -30, -15, 0, 15, 30, 45, 60), rotate),
    Corruption("shift", "pixels", (0, 1, 2, 3, 4, 6, 8), shift),
    Corruption("noise", "of full ink", (0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8), add_noise),
    Corruption("thickness", "pixels", (-2, -1.5, -1, -0.5, 0, 1, 2, 3), change_thickness),
    Corruption("occlusion", "pixels", (0, 4, 6, 8, 10, 12, 14), occlude),
)
"""Every corruption that is tried."""


def robustness(
    read: Callable[[np.ndarray], np.ndarray],
    digits: Dataset,
    watch: Callable[[float, Sequence[CorruptionPoint]], None] = lambda done, points: None,
) -> list[CorruptionPoint]:
    """Return how accurately spoilt test digits are read.

    read   answers (n, 28, 28) uint8 images with (n, classes), the largest for the likeliest digit
    watch  is called with the share that is done, and the points so far, after each
    """
    # Evenly from all of them: the test set's first half was written by other people than its
    # second, and is easier (Yann LeCun's description of MNIST).
    chosen = slice(0, None, max(1, len(digits) // DIGITS))
    ink, labels = digits.images[chosen].astype(np.float32), digits.labels[chosen]
    total = sum(len(corruption.severities) for corruption in CORRUPTIONS)
    points: list[CorruptionPoint] = []
    for corruption in CORRUPTIONS:
        for severity in corruption.severities:
            # The same chances at each severity, so that the curve bends for no other reason.
            spoilt = corruption.apply(ink, severity, np.random.default_rng(1)) + 0.5
            answers = read(np.clip(spoilt, 0, 255).astype(np.uint8)).argmax(axis=1)
            accuracy = float((answers == labels).mean())
            points.append(CorruptionPoint(corruption.name, severity, accuracy))
            watch(len(points) / total, points)
    return points
