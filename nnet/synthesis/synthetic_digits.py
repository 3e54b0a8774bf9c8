"""Synthetic digits: drawn anew in every epoch, in styles that MNIST does not have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.data import SampleSource
from nnet.strokes.generator import draw_digit
from nnet.synthesis.rendering import render


@dataclass(frozen=True)
class DrawnDigits:
    """So many digits by the stroke generator, as many of each; see ``strokes/generator.py``."""

    count: int

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are in every epoch: (count,) uint8."""
        return (np.arange(self.count) % 10).astype(np.uint8)

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (count, 28, 28) uint8, ink 255, prepared like any drawing."""
        return np.stack([render(draw_digit(int(label), rng), rng) for label in self.labels])


@dataclass(frozen=True)
class CombinedSource:
    """Several sources of samples as one: what each makes, one after the other."""

    parts: Sequence[SampleSource]

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are in every epoch: (n,) uint8."""
        return np.concatenate([part.labels for part in self.parts])

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (n, 28, 28) uint8."""
        return np.concatenate([part.images(rng) for part in self.parts])
