"""Contrast: what speaks for one digit against another, drawn and not drawn."""

from __future__ import annotations

import numpy as np

from nnet.interpretation.occlusion import INK, SQUARE, average_changes, place_squares
from nnet.interpretation.scores import Scores

REACH = SQUARE
"""Pixels around the box of the ink within which more ink is tried."""


def find_likeliest(scores: np.ndarray, but: int | None = None) -> int:
    """Return the digit with the highest of ten scores, or the highest but for one digit."""
    order = np.argsort(-scores, kind="stable").tolist()
    return next(digit for digit in order if digit != but)


def contrast_digits(effects: np.ndarray, first: int, second: int) -> np.ndarray:
    """Return what speaks for one digit against another at each pixel: (28, 28).

    The lead of a digit is its score minus the other one's, and so is what adds to it.

    effects  (10, 28, 28): what speaks for each digit
    """
    return effects[first] - effects[second]


def measure_missing_ink(scores: Scores, picture: np.ndarray) -> np.ndarray:
    """Return what ink in blank places would add to each score: (10, 28, 28).

    As ``measure_occlusion``, but squares of blank paper become ink, one at a time. What is not
    there speaks as well: a 1 is no 7 for want of a bar (Dhurandhar et al. 2018, *Explanations Based
    on the Missing*). Only around what is drawn: nobody draws at the edge of a digit's picture.

    picture  (28, 28), paper 0 and ink 1
    """
    places = place_squares()
    near = _near(picture > 0)
    is_blank = ~(places & (picture > 0)).any(axis=(1, 2))
    tried = places[is_blank & (~places | near).all(axis=(1, 2))]
    return average_changes(scores, picture, tried, INK)


def _near(ink: np.ndarray) -> np.ndarray:
    """Return which pixels lie in the box of the ink, or near it: (28, 28) bool."""
    near = np.zeros_like(ink)
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    if len(rows):
        top, left = (max(each[0] - REACH, 0) for each in (rows, columns))
        near[top : rows[-1] + REACH + 1, left : columns[-1] + REACH + 1] = True
    return near
