"""The outputs of networks that know what is no digit, besides the ten digits."""

from __future__ import annotations

import numpy as np

from nnet.core.metrics import CLASSES

NONE = CLASSES
SEVERAL = CLASSES + 1
"""The outputs for what is no digit, and for several digits together."""

OUTPUTS = SEVERAL + 1
"""The ten digits, ``NONE`` and ``SEVERAL``."""


def one_digit(probabilities: np.ndarray) -> np.ndarray:
    """Return how likely each of (n, 12) rows says that there is one digit: (n,) from 0 to 1."""
    return probabilities[:, :CLASSES].sum(axis=1)
