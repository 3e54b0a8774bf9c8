"""Propose and judge: of several ways to see a picture's ink, the one that is clearly read.

What is ink cannot always be told from the picture alone, but guard and network know a digit when
they see one. The first proposal that they read clearly answers; others are looked at only while
there is none. A clear drawing costs one reading, as if there were no others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from nnet.imaging.decoding import Ink
from nnet.imaging.size_normalisation import INK_LEVEL
from nnet.pictures.errors import PictureError, blank_image
from nnet.recognition.reading import Reading

CLEAR = 0.8
"""A reading is clear where each of its digits is one, and the likeliest one, with more than this
probability."""

MAX_PROPOSALS = 8
"""So many are read at most."""

MAX_RUNS = 15_000
"""When the rows of the ink that was read are in more pieces than these, no more is proposed: what
finding components, lines and cuts costs grows with them. A digit has at most two thousand."""

MAX_S = 0.3
"""Processor time after which no further proposal is begun, whatever has taken it."""

DOUBT = 0.15
"""The probability that is spread evenly over all ten digits where ink of a digit's size was left
out: nine in ten is then more than any confidence."""

THUMBNAIL, ALIKE = 24, 6.0
"""Proposals whose ink, reduced to so many pixels a side, differs by less than this of 255 on
average are the same."""


def choose_reading(inks: Iterable[Ink], read: Callable[[Ink], Reading]) -> Reading:
    """Return the first clear reading of what may be the ink of a picture, else the best one.

    read  what reads a digit or number

    Raises ``PictureError`` where there is no ink.
    """
    best: tuple[float, Reading] | None = None
    known: list[np.ndarray] = []
    runs, started, was_clear = 0, time.thread_time(), False
    for ink in inks:
        if was_clear and (ink.is_guess or ink.is_doubtful):
            continue
        thumbnail = _thumbnail(ink) if best else None
        if thumbnail is not None and any(
            np.abs(thumbnail - other).mean() < ALIKE for other in known
        ):
            continue
        try:
            reading = read(ink)
        except PictureError:
            continue
        clarity = _clarity(reading)
        is_clear = clarity > CLEAR
        if ink.is_guess and not is_clear:
            continue
        if ink.is_doubtful:
            was_clear |= is_clear
            clarity *= 1 - DOUBT
            reading = _doubt(reading)
        elif is_clear:
            return reading
        if best is None or clarity > best[0]:
            best = clarity, reading
        known.append(_thumbnail(ink) if thumbnail is None else thumbnail)
        runs += _count_runs(ink)
        if len(known) == MAX_PROPOSALS or runs > MAX_RUNS:
            break
        if time.thread_time() - started > MAX_S:
            break
    if best is None:
        raise blank_image()
    return best[1]


def _clarity(reading: Reading) -> float:
    """Return how clear a reading is, from 0 (refused) to 1: that of its least clear digit."""
    if reading.status == "not_a_digit":
        return 0.0
    return min(digit.readable * digit.is_digit * digit.confidence for digit in reading.digits)


def _doubt(reading: Reading) -> Reading:
    """Return a reading that is not so sure."""
    digits = tuple(
        replace(digit, probabilities=(1 - DOUBT) * digit.probabilities + np.float32(DOUBT / 10))
        for digit in reading.digits
    )
    return replace(reading, digits=digits)


def _count_runs(ink: Ink) -> int:
    """Return in how many pieces the rows of a picture's ink are."""
    is_ink = np.asarray(ink.picture) >= INK_LEVEL
    return int(np.count_nonzero(is_ink[:, 1:] & ~is_ink[:, :-1]))


def _thumbnail(ink: Ink) -> np.ndarray:
    """Return a picture's ink, cut out and small, (24, 24) float32; the darkest is 255."""
    small = ink.picture.resize((THUMBNAIL, THUMBNAIL), box=ink.picture.getbbox())
    levels = np.asarray(small, dtype=np.float32)
    return levels * (255 / max(float(levels.max()), 1.0))
