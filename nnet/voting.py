"""Several models that answer together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnet.checkpoint import Model
from nnet.evaluation import outputs_for


def vote(models: Sequence[Model], images: np.ndarray) -> np.ndarray:
    """Return the mean of the models' probabilities: (n, 10) for (n, 28, 28) uint8 images.

    Networks that started from other weights err on other digits, so that the mean is right more
    often than most of them (Hansen and Salamon 1990).
    """
    total = np.zeros((len(images), 10), np.float32)
    for model in models:
        total += model.read(outputs_for(model.folded, images))
    return total / len(models)
