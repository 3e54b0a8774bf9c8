"""Occlusion: what the scores lose when a spot of the picture is covered.

After Zeiler and Fergus, *Visualizing and Understanding Convolutional Networks* (2014), section 4.2:
a square moves over the picture, and the network reads what is left.
"""

from __future__ import annotations

import numpy as np

from nnet.core.data import IMAGE_SIDE
from nnet.interpretation.scores import Scores

SQUARE = 4
"""Pixels along a side of what covers: as wide as the pen of MNIST's digits."""

STEP = 2
"""Pixels from one place of the square to the next: each pixel lies in four of them."""

PAPER, INK = 0.0, 1.0


def place_squares() -> np.ndarray:
    """Put the square in every place, each a mask of the pixels in it: (n, 28, 28) bool.

    Those at the edges reach over them, so that each pixel lies in as many squares as any other.
    """
    starts = np.arange(STEP - SQUARE, IMAGE_SIDE, STEP)[:, np.newaxis]
    along = np.arange(IMAGE_SIDE)
    within = (along >= starts) & (along < starts + SQUARE)
    return (within[:, np.newaxis, :, np.newaxis] & within[:, np.newaxis, :]).reshape(
        -1, IMAGE_SIDE, IMAGE_SIDE
    )


def measure_occlusion(scores: Scores, picture: np.ndarray) -> np.ndarray:
    """Return how much each score owes to the ink at each pixel: (10, 28, 28).

    It is what the score falls by when a square is covered with paper, as the mean over the squares
    that hold the pixel. Where it is below 0, the score rises: the ink there speaks against.

    picture  (28, 28), paper 0 and ink 1
    """
    places = place_squares()
    with_ink = places[(places & (picture > 0)).any(axis=(1, 2))]
    return -average_changes(scores, picture, with_ink, PAPER)


def average_changes(
    scores: Scores, picture: np.ndarray, places: np.ndarray, value: float
) -> np.ndarray:
    """Return by how much each score rises when squares are filled, mean by pixel: (10, 28, 28).

    Squares that are not among the given ones count as without effect.

    places  (n, 28, 28) bool, the squares that are filled, one at a time
    value   what each is filled with
    """
    pictures = np.concatenate([picture[np.newaxis], np.where(places, value, picture)])
    read = scores.of(pictures.reshape(len(pictures), -1).astype(scores.dtype))
    changes = read[1:] - read[0]
    total = np.tensordot(changes, places.astype(scores.dtype), axes=(0, 0))
    return total / (SQUARE // STEP) ** 2
