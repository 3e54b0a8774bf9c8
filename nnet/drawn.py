"""Digits drawn for training, anew in every epoch, in styles that MNIST does not have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import ImageOps

from nnet.pen import SIDE, Pose, draw_strokes, placed
from nnet.preprocessing import IMAGE_SIDE, normalise
from nnet.styles import draw_digit

SIZE = 0.7
"""How large each is drawn; being scaled to 20 pixels afterwards, only the pen's share matters."""

PEN_SHARES = (0.025, 0.35)
"""The pen's narrowest and widest, as shares of the digit's longer side: 5 of 224 and 40 of 112."""


@dataclass(frozen=True)
class DrawnDigits:
    """So many digits by the stroke generator, as many of each; see ``styles.py``."""

    count: int

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are in every epoch: (count,) uint8."""
        return (np.arange(self.count) % 10).astype(np.uint8)

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (count, 28, 28) uint8, ink 255, prepared like any drawing."""
        images = np.empty((self.count, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
        low, high = np.log(PEN_SHARES)
        for index, label in enumerate(self.labels):
            strokes = draw_digit(int(label), rng)
            width = SIZE * SIDE * float(np.exp(rng.uniform(low, high)))
            pose = Pose(width, SIZE, 0.5, 0.5)
            picture = draw_strokes(placed(strokes, pose), width, fine=1)
            images[index] = normalise(ImageOps.invert(picture)).pixels
        return images
