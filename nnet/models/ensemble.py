"""Ensembles: several models that answer together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.evaluation import apply_in_batches
from nnet.models.checkpoint import Model
from nnet.parallel.threads import map_on_cores


@dataclass(frozen=True)
class Ensemble:
    """Several models as one, which answers with the mean of their probabilities.

    Networks that started from other weights err on other digits, so that the mean is right more
    often than most of them (Hansen and Salamon 1990).
    """

    models: Sequence[Model]

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return (n, classes) float32 rows that sum to 1, for (n, 28, 28) uint8 images."""
        rows = [model.probabilities(images) for model in self.models]
        return sum(rows[1:], rows[0]) / len(rows)


def vote(models: Sequence[Model], images: np.ndarray) -> np.ndarray:
    """Return what models answer together of many pictures: (n, classes) for (n, 28, 28) uint8."""
    return apply_in_batches(Ensemble(models).probabilities, images, map_on_cores)
