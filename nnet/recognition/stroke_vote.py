"""Strokes are heard: which of them drew which digit, and what their reader says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnet.recognition.reading import Digit, Reader
from nnet.recognition.rejection import Guard
from nnet.strokes.direction_maps import direction_maps
from nnet.strokes.types import Polyline, Stroke

WHOLE, PART = 0.9, 0.1
"""The shares of a stroke's points in a digit's box from which on it is this digit's alone, and up
to which it has nothing to do with it."""


@dataclass(frozen=True)
class StrokeVote:
    """A reader of pictures with which the reader of strokes votes where strokes are known.

    pictures  answers alone where they are not
    """

    pictures: Reader

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return what the pictures alone say: (n, 10) rows for (n, 28, 28) uint8 images."""
        return self.pictures.probabilities(images)


def hear_strokes(
    digits: Sequence[Digit], strokes: Sequence[Stroke], guard: Guard, votes: bool
) -> list[Digit]:
    """Return digits that were found, after the reader of strokes was heard on each.

    It is heard on those that whole strokes drew, and on none where the guard knows of no reader.

    strokes  that drew them, in pixels of the digits' boxes
    votes    whether it votes on which digit each is; on whether it is one it is heard anyway
    """
    reader = guard.strokes
    heard = list(digits)
    if reader is None:
        return heard
    own = strokes_of_boxes([digit.seen.box for digit in digits], strokes)
    places = [place for place, lines in enumerate(own) if lines]
    if not places:
        return heard
    opinions = reader.probabilities(np.stack([direction_maps(own[place]) for place in places]))
    rows = np.stack([digits[place].probabilities for place in places])
    if votes:
        rows = reader.vote(rows, opinions)
    of_guard = np.array([digits[place].is_digit for place in places])
    likely = reader.judge(of_guard, opinions, guard.threshold).tolist()
    for place, row, is_digit in zip(places, rows, likely, strict=True):
        readable = is_digit >= guard.threshold
        heard[place] = replace(
            digits[place], probabilities=row, is_digit=is_digit, readable=readable, voted=votes
        )
    return heard


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
