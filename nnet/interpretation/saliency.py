"""Saliency: how a score hangs on each pixel, by its slopes."""

from __future__ import annotations

import numpy as np

from nnet.interpretation.scores import Scores


def gradient_times_input(scores: Scores, picture: np.ndarray, digit: int) -> np.ndarray:
    """Return the slope of a digit's score at each pixel times the pixel's ink: (28, 28).

    To first order this is what the pixel adds to the score; for a network of one layer it is
    exactly that, and the pixels and the bias sum to the score (Shrikumar et al. 2016, *Not Just a
    Black Box*, section 2.2).

    picture  (28, 28), paper 0 and ink 1
    """
    slopes = scores.slopes(picture.ravel().astype(scores.dtype), digit)
    return slopes.reshape(picture.shape) * picture
