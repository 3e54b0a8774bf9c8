"""Strokes of a pen, as they are drawn, kept, cut by and learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class InkStroke:
    """One stroke of the pen on a picture.

    points  (n, 2) float64, x and y in pixels of the picture
    width   of the pen, in the same
    """

    points: np.ndarray
    width: float

    def reduced(self, corner: tuple[float, float], factor: int) -> InkStroke:
        """Return it on a part of the picture, which begins at the corner, so many times smaller."""
        return InkStroke((self.points - corner) / factor, self.width / factor)


@dataclass(frozen=True)
class PenStroke:
    """One stroke of a drawing on a square of side ``SIDE``.

    width   of the pen at full pressure
    erases  whether it takes ink away
    points  (n, 4) float64: x, y, pressure (1 is the full width) and milliseconds since the drawing
            was begun
    """

    width: float
    erases: bool
    points: np.ndarray


@dataclass(frozen=True)
class PenDigit:
    """A digit as somebody drew it.

    label    0 to 9
    writer   whose hand it is
    strokes  one (n, 2) float64 array of x and y for each time the pen was down, y pointing down
    """

    label: int
    writer: str
    strokes: tuple[np.ndarray, ...]


Stroke = np.ndarray
"""(n, 2): x and y of the points along a stroke."""
