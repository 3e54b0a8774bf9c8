"""From a picture to an answer: which digits there are, how sure that is, or that there is none.

1. ``decode``       the picture's ink (imaging/decoding.py).
2. ``take_apart``   its pieces from left to right; what is no digit yet may be several that touch,
                    and is ``cut`` (segmentation.py).
3. ``best_division``  of all ways to divide the pieces among digits, the one whose digits are the
                    likeliest together (lattice.py).
4. ``read``         the network reads these digits; the guard says which are none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from PIL import Image

from nnet.imaging.size_normalisation import NormalisedDigit, normalise
from nnet.recognition.lattice import LEAST, best_division, is_cut_well
from nnet.recognition.rejection import Guard
from nnet.recognition.segmentation import MOST_ATOMS, Span, connected_spans, cut, take_apart
from nnet.strokes.types import InkStroke

MOST_DIGITS = 12
UNCERTAIN_BELOW = 0.7
"""Confidence below which the second likeliest digit is named, too."""

IN_NUMBER = 0.5
"""The share of the guard's threshold that is enough beside other digits, which make it likelier."""

SURE = 0.1
"""Nats of doubt up to which connected ink is one digit and is not cut."""


class Reader(Protocol):
    """A model, or several that vote."""

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return (n, 10) rows that sum to 1, for (n, 28, 28) uint8 images."""


@dataclass(frozen=True)
class Digit:
    """One digit that was found on a picture.

    seen           what the network saw, and where it was
    probabilities  (10,) of each digit, if it is one
    is_digit       how likely it is one at all, from 0 to 1
    readable       whether that is likely enough
    """

    seen: NormalisedDigit
    probabilities: np.ndarray
    is_digit: float
    readable: bool

    @property
    def digit(self) -> int:
        """The likeliest digit."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of the likeliest digit."""
        return float(self.probabilities.max())

    @property
    def doubt(self) -> float:
        """In nats, how unlikely it is a digit at all, and the one that was read."""
        return -math.log(max(self.is_digit * self.confidence, LEAST))


@dataclass(frozen=True)
class Reading:
    """What was read on a picture: its digits from left to right, at least one.

    status  ``digit``, ``uncertain``, ``not_a_digit`` or ``number``
    """

    status: str
    digits: tuple[Digit, ...]

    @property
    def confidence(self) -> float:
        """How likely all of it is right: the product of the digits' confidences."""
        return math.prod(digit.confidence for digit in self.digits)

    @property
    def text(self) -> str:
        """Everything that was read; a question mark for what is unreadable within a number."""
        if self.status == "not_a_digit":
            return ""
        return "".join(str(digit.digit) if digit.readable else "?" for digit in self.digits)


def read(
    ink: Image.Image, model: Reader, guard: Guard, strokes: Sequence[InkStroke] = ()
) -> Reading:
    """Return what is on an ink picture (``L``, ink 255); raises ``PictureError`` for no ink.

    strokes  that it was drawn with, where they are known
    """
    atoms = take_apart(ink)
    if len(atoms) > MOST_ATOMS:
        return _answer(_digits([normalise(ink)], model, guard), refused=True)
    # Most ink needs no cutting, which takes most of the time.
    uncut = _digits([atoms.digit(i, i + 1) for i in range(len(atoms))], model, guard)
    atoms = cut(atoms, [i for i, digit in enumerate(uncut) if digit.doubt > SURE], strokes)
    if len(atoms) == 1:
        return _answer(uncut)
    spans: list[Span] = []
    for group in best_division(atoms, guard).groups(atoms):
        keeps = len(group.spans) == 1 or is_cut_well(group, atoms, guard)
        spans += group.spans if keeps else [group.whole]
    # What was not cut after all has been read already.
    known = dict(zip(connected_spans(atoms), uncut, strict=True))
    new = [span for span in spans if span not in known]
    known.update(zip(new, _digits([atoms.digit(*span) for span in new], model, guard), strict=True))
    digits = [known[span] for span in spans]
    if len(digits) > 1:
        enough = IN_NUMBER * guard.threshold
        digits = [replace(digit, readable=digit.is_digit >= enough) for digit in digits]
    return _answer(digits, refused=len(digits) > MOST_DIGITS)


def _answer(digits: list[Digit], refused: bool = False) -> Reading:
    readable = sum(digit.readable for digit in digits)
    if refused or readable * 2 < len(digits) or not readable:
        return Reading("not_a_digit", tuple(digits))
    if len(digits) > 1:
        return Reading("number", tuple(digits))
    sure = digits[0].confidence >= UNCERTAIN_BELOW
    return Reading("digit" if sure else "uncertain", tuple(digits))


def _digits(seen: list[NormalisedDigit], model: Reader, guard: Guard) -> list[Digit]:
    """Return what the network and the guard say of pictures."""
    if not seen:
        return []
    images = np.stack([one.pixels for one in seen])
    likely = guard.digit_probability(images)
    return [
        Digit(one, row, float(p), bool(p >= guard.threshold))
        for one, row, p in zip(seen, model.probabilities(images), likely, strict=True)
    ]
