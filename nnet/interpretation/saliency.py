"""Saliency: how the scores hang on each pixel, by their slopes."""

from __future__ import annotations

import numpy as np

from nnet.interpretation.scores import Scores


def gradient_times_input(scores: Scores, picture: np.ndarray) -> np.ndarray:
    """Return each score's slope at each pixel times the pixel's ink: (10, 28, 28).

    To first order this is what the pixel adds to the score; for a network of one layer it is
    exactly that, and the pixels and the bias sum to the score (Shrikumar et al. 2016, *Not Just a
    Black Box*, section 2.2).

    picture  (28, 28), paper 0 and ink 1
    """
    slopes = scores.slopes(picture.ravel().astype(scores.dtype))
    return slopes.reshape(-1, *picture.shape) * picture
