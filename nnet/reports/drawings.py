"""How well drawings are read: strokes drawn as on the page, sent the way a request goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.imaging.decoding import decode
from nnet.imaging.size_normalisation import normalise
from nnet.recognition.pipeline import Reader, Reading, read
from nnet.recognition.rejection import Guard
from nnet.strokes.pen import draw_png, random_pose
from nnet.strokes.types import PenDigit
from nnet.synthesis.synthetic_photos import photograph


@dataclass(frozen=True)
class DrawingResults:
    """What was read of n drawings.

    labels    (n,) which digits they are
    writers   whose they are
    widths    (n,) of the pen, in pixels of a canvas of 280
    pixels    (n, 28, 28) uint8, each drawing as the network would see it whole
    readings  the answers
    """

    labels: np.ndarray
    writers: Sequence[str]
    widths: np.ndarray
    pixels: np.ndarray
    readings: Sequence[Reading]

    @property
    def answered(self) -> np.ndarray:
        """Which drawings were answered with one digit, sure or not, (n,) bool."""
        return np.array([reading.status in ("digit", "uncertain") for reading in self.readings])

    @property
    def answers(self) -> np.ndarray:
        """What was answered, (n,) str: a digit, a whole number, or nothing."""
        return np.array([reading.text for reading in self.readings])

    @property
    def probabilities(self) -> np.ndarray:
        """Of each drawing's first digit: (n, 10)."""
        return np.stack([reading.digits[0].probabilities for reading in self.readings])

    @property
    def right(self) -> np.ndarray:
        """Which drawings were read right, (n,) bool: refused ones and numbers are not."""
        return self.answered & (self.answers == self.labels.astype(str))


def read_drawings(
    digits: Sequence[PenDigit],
    model: Reader,
    guard: Guard,
    widths: tuple[float, float],
    sizes: tuple[float, float],
    seed: int,
    photographed: bool = False,
) -> DrawingResults:
    """Draw each digit in a pose of its own, as PNG, and read it.

    Or photograph it, on paper and in a light of its own.

    widths  the pen's narrowest and widest, in pixels of a canvas of 280
    sizes   the digit's smallest and largest, as a share of the canvas

    The poses depend on the seed and the digits' number alone.
    """
    rng = np.random.default_rng(seed)
    poses = [random_pose(rng, widths, sizes) for _ in digits]
    pixels: list[np.ndarray] = []
    readings: list[Reading] = []
    for digit, pose in zip(digits, poses, strict=True):
        photo_rng = np.random.default_rng((seed, len(readings)))
        picture = (
            photograph(digit.strokes, pose, photo_rng)
            if photographed
            else draw_png(digit.strokes, pose)
        )
        ink = decode(picture)
        pixels.append(normalise(ink).pixels)
        readings.append(read(ink, model, guard))
    return DrawingResults(
        np.array([digit.label for digit in digits]),
        [digit.writer for digit in digits],
        np.array([pose.width for pose in poses]),
        np.stack(pixels),
        readings,
    )
