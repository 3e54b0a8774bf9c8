"""The vote by strokes: which strokes drew which digit, and what their reader says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnet.recognition.reading import Digit, Reader
from nnet.recognition.stroke_reader import StrokeReader
from nnet.strokes.direction_maps import direction_maps
from nnet.strokes.types import Polyline, Stroke

WHOLE, PART = 0.9, 0.1
"""The shares of a stroke's points in a digit's box from which on it is this digit's alone, and up
to which it has nothing to do with it."""


@dataclass(frozen=True)
class StrokeVote:
    """A reader of pictures beside which the reader of strokes votes where strokes are known.

    pictures  answers alone where they are not
    strokes   votes with it
    """

    pictures: Reader
    strokes: StrokeReader

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return what the pictures alone say: (n, 10) rows for (n, 28, 28) uint8 images."""
        return self.pictures.probabilities(images)

    def vote(self, digits: Sequence[Digit], strokes: Sequence[Stroke]) -> list[Digit]:
        """Return digits that were found, after the vote on those that whole strokes drew.

        strokes  that drew them, in pixels of the digits' boxes
        """
        own = strokes_of_boxes([digit.seen.box for digit in digits], strokes)
        places = [place for place, lines in enumerate(own) if lines]
        voted = list(digits)
        if places:
            maps = np.stack([direction_maps(own[place]) for place in places])
            rows = np.stack([digits[place].probabilities for place in places])
            for place, row in zip(places, self.strokes.vote(rows, maps), strict=True):
                voted[place] = replace(digits[place], probabilities=row, voted=True)
        return voted


def strokes_of_boxes(
    boxes: Sequence[tuple[int, int, int, int]], strokes: Sequence[Stroke]
) -> list[list[Polyline]]:
    """Return for each box, x, y, width, height, the strokes that drew what is in it.

    It has none where a stroke drew a part of it and of something else, or lies in two boxes: what
    of it is whose would have to be guessed. A stroke that only reaches into a box is its own box's.
    """
    points = np.concatenate([stroke.points for stroke in strokes])
    sizes = np.array([len(stroke.points) for stroke in strokes])
    of = np.repeat(np.arange(len(strokes)), sizes)
    shares = np.empty((len(boxes), len(strokes)))
    for row, (x, y, width, height) in zip(shares, boxes, strict=True):
        inside = ((points >= (x, y)) & (points <= (x + width, y + height))).all(axis=1)
        row[:] = np.bincount(of, inside, len(strokes)) / sizes
    whole = shares >= WHOLE
    has_owner = whole.sum(axis=0) == 1
    is_mixed = ((shares > PART) & ~has_owner).any(axis=1)
    return [
        [] if mixed else [stroke.points for stroke, its in zip(strokes, own, strict=True) if its]
        for own, mixed in zip((whole & has_owner).tolist(), is_mixed.tolist(), strict=True)
    ]
