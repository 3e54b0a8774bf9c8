"""Explanation of an answer: the picture after each step of its preparation, and a hint.

The width of a pen is found from ink alone. A stroke of length l and width w has about the area
``w l`` and edges of ``2 l`` together, so that ``w = 2 area / edges``. The area is the sum of all
ink; the length of the edges is the total variation, the sum of the gradient's lengths (the coarea
formula, Federer 1959), which blurred edges do not change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from nnet.imaging.size_normalisation import DIGIT_SIDE, INK_LEVEL, NormalisedDigit, scale_to_box

MNIST_PEN = 2.31
"""The mean of ``pen_width`` over MNIST's training digits, in pixels of 28."""

THICK, THIN = 2.0, 0.5
"""Pens so many times as wide as MNIST's are worth a hint. Of MNIST's own digits one in a hundred is
above 1.8 and one in a hundred below 0.6; one in a thousand above 2.3 and below 0.54."""

MAX_SHOWN_SIDE = 112
"""Pictures of drawings are made so small before they are shown."""


@dataclass(frozen=True)
class DigitSteps:
    """How one digit was prepared; pictures are uint8 with ink 255.

    box        (h, w) the digit's own ink, cut out
    scaled     (h, w) its longer side scaled to 20 pixels
    centred    (28, 28) its centre of mass in the middle: what the network sees
    pen_width  of its strokes, in widths of MNIST's
    """

    box: np.ndarray
    scaled: np.ndarray
    centred: np.ndarray
    pen_width: float


@dataclass(frozen=True)
class Explanation:
    """How a drawing was prepared for the network.

    ink        (h, w) uint8, all ink that was found, 255 where it is darkest
    digits     the further steps of each digit
    pen_width  the digits' mean
    hint       what is odd about the drawing: ``thick``, ``thin``, ``small``, ``edge``, or None
    way        in which the ink was found: the name of the proposal that was taken
    voted      whether the reader of strokes had a say in the answer
    """

    ink: np.ndarray
    digits: Sequence[DigitSteps]
    pen_width: float
    hint: str | None
    way: str
    voted: bool


def explain(
    ink: Image.Image, digits: Sequence[NormalisedDigit], way: str, voted: bool = False
) -> Explanation:
    """Return how the digits on an ink picture (``L``, ink 255) were prepared.

    way    in which the ink was found
    voted  whether the reader of strokes had a say in the answer
    """
    steps = [
        DigitSteps(
            box=_shrink(digit.part),
            scaled=scale_to_box(digit.part),
            centred=digit.pixels,
            pen_width=pen_width(digit.pixels) / MNIST_PEN,
        )
        for digit in digits
    ]
    width = float(np.mean([step.pen_width for step in steps]))
    return Explanation(_shrink(ink), steps, width, _hint(ink, digits, width), way, voted)


def pen_width(pixels: np.ndarray) -> float:
    """Return how wide the strokes on a (h, w) uint8 picture of ink are, in its pixels."""
    padded = np.pad(pixels.astype(np.float64), 1)
    right, down = np.diff(padded, axis=1)[:-1], np.diff(padded, axis=0)[:, :-1]
    edges = float(np.hypot(right, down).sum())
    return 2 * float(pixels.sum(dtype=np.int64)) / edges if edges else 0.0


def _hint(ink: Image.Image, digits: Sequence[NormalisedDigit], width: float) -> str | None:
    """Return the first thing that is odd, the likeliest to have done harm."""
    levels = np.asarray(ink)
    border = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    if border.max() >= 10 * INK_LEVEL:
        return "edge"
    if max(max(digit.part.size) for digit in digits) < DIGIT_SIDE:
        return "small"
    if width > THICK:
        return "thick"
    return "thin" if width < THIN else None


def _shrink(ink: Image.Image) -> np.ndarray:
    """Return a picture of ink reduced to a size at which it can be shown."""
    factor = -(-max(ink.size) // MAX_SHOWN_SIDE)
    return np.asarray(ink.reduce(factor) if factor > 1 else ink)
