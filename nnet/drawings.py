"""How well drawings are read: strokes drawn as on the page, sent the way a request goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.checkpoint import Model
from nnet.stroke_data import pose_digits
from nnet.strokes import PenDigit
from nnet.voting import vote


@dataclass(frozen=True)
class DrawingResults:
    """What was read of n drawings.

    labels         (n,) which digits they are
    writers        whose they are
    widths         (n,) of the pen, in pixels of a canvas of 280
    pixels         (n, 28, 28) uint8, what the network saw
    probabilities  (n, 10)
    """

    labels: np.ndarray
    writers: Sequence[str]
    widths: np.ndarray
    pixels: np.ndarray
    probabilities: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """Which drawings were read right, (n,) bool."""
        return self.probabilities.argmax(axis=1) == self.labels


def read_drawings(
    digits: Sequence[PenDigit],
    models: Sequence[Model],
    widths: tuple[float, float],
    sizes: tuple[float, float],
    seed: int,
) -> DrawingResults:
    """Draw each digit in a pose of its own, as PNG, and read it; several models vote.

    widths, sizes, seed  as ``pose_digits`` takes them
    """
    pixels, poses = pose_digits(digits, widths, sizes, seed)
    return DrawingResults(
        np.array([digit.label for digit in digits]),
        [digit.writer for digit in digits],
        np.array([pose.width for pose in poses]),
        pixels,
        vote(models, pixels),
    )
