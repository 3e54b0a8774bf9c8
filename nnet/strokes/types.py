"""A stroke of a pen, and what people drew of such lines: a digit, or anything else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Polyline = np.ndarray
"""(n, 2) float64: x and y of the points along a line, y pointing down; no pen has drawn it yet."""


@dataclass(frozen=True)
class Stroke:
    """One line of a pen, from where it was put down to where it was lifted.

    points    (n, 2) float64: x and y, in pixels of a picture or of the canvas
    width     of the pen at full pressure, in the same unit
    erases    whether it takes ink away
    pressure  (n,) at each point, 1 is the full width; None where it is 1 all along
    """

    points: np.ndarray
    width: float
    erases: bool = False
    pressure: np.ndarray | None = None

    @property
    def widest(self) -> float:
        """The largest width that its pressure makes of the pen."""
        return self.width if self.pressure is None else float(self.width * self.pressure.max())

    def beginning(self, count: int) -> Stroke:
        """Return its first points, so many."""
        pressure = None if self.pressure is None else self.pressure[:count]
        return Stroke(self.points[:count], self.width, self.erases, pressure)

    def map_to(self, corner: tuple[float, float], factor: float) -> Stroke:
        """Return it on the part of its picture that begins at a corner, so many times smaller.

        Its width is everywhere what it is at its widest.

        corner  x and y, in pixels of the picture
        """
        return Stroke((self.points - corner) / factor, self.widest / factor, self.erases)


@dataclass(frozen=True)
class PenDigit:
    """A digit as somebody drew it.

    label    0 to 9
    writer   whose hand it is
    strokes  one line for each time the pen was down
    """

    label: int
    writer: str
    strokes: tuple[Polyline, ...]


@dataclass(frozen=True)
class PenDrawing:
    """What somebody drew that is not one digit: a number, a letter, a thing.

    label    what it is: ``1998``, ``A``, ``cat``
    writer   whose hand it is
    strokes  one line for each time the pen was down
    """

    label: str
    writer: str
    strokes: tuple[Polyline, ...]

    @property
    def is_number(self) -> bool:
        """Whether it is digits and nothing else."""
        return self.label.isascii() and self.label.isdigit()
