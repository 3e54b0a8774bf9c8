"""From a picture to an answer: which digits there are, how sure that is, or that there is none.

1. ``decode``       the picture's ink (preprocessing.py).
2. ``take_apart``   its pieces from left to right; what is no digit yet may be several that touch,
                    and is ``cut`` (segmentation.py).
3. ``read``         every run of neighbouring pieces that may be one digit is shown to the guard
                    and to the network; of all ways to divide the pieces among digits, the one whose
                    digits are the likeliest together is the answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PIL import Image

from nnet.guard import Guard
from nnet.preprocessing import NormalisedDigit, normalise
from nnet.segmentation import MOST_ATOMS, MOST_PIECES, Atoms, Span, candidate_spans, cut, take_apart

MOST_DIGITS = 12
UNCERTAIN_BELOW = 0.7
"""Confidence below which the second likeliest digit is named, too."""

CUT_COST = 0.25
"""What a cut through ink costs, in nats: that digits touch is rarer than that they do not."""

CUT_DOUBT = 0.2
"""Nats for each digit, on average, above which ink is not cut: letters and scribbles can be cut
into what looks a little like digits."""

SURE = 0.1
"""Nats of doubt up to which connected ink is one digit and is not cut."""

GAP_COST = 0.5
"""What it costs, in nats, that pieces with paper between them are one digit."""

BOTH_COST = 3.0
"""What it costs, in nats, that a digit takes part of some connected ink, and ink apart from it."""

SMALL_COST = 6.0
"""What a digit costs, times how far its height is below half of the tallest one's."""

HOPELESS = 0.002
"""What is less likely a digit than this is not shown to the network, which takes longer."""

LEAST = 1e-6
"""Likelihoods below this count as this."""


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


def read(ink: Image.Image, model: Reader, guard: Guard) -> Reading:
    """Return what is on an ink picture (``L``, ink 255); raises ``PictureError`` for no ink."""
    atoms = take_apart(ink)
    if len(atoms) > MOST_ATOMS:
        return _answer(_digits([normalise(ink)], model, guard), refused=True)
    # Most ink needs no cutting, which takes most of the time.
    uncut = _digits([atoms.digit(i, i + 1) for i in range(len(atoms))], model, guard)
    atoms = cut(atoms, [i for i, digit in enumerate(uncut) if _doubt(digit) > SURE])
    if len(atoms) == 1:
        return _answer(uncut)
    digits = _best(atoms, model, guard)
    return _answer(digits, refused=len(digits) > MOST_DIGITS)


def _answer(digits: list[Digit], refused: bool = False) -> Reading:
    readable = sum(digit.readable for digit in digits)
    if refused or readable * 2 < len(digits) or not readable:
        return Reading("not_a_digit", tuple(digits))
    if len(digits) > 1:
        return Reading("number", tuple(digits))
    sure = digits[0].confidence >= UNCERTAIN_BELOW
    return Reading("digit" if sure else "uncertain", tuple(digits))


def _digits(
    seen: list[NormalisedDigit], model: Reader, guard: Guard, likely: np.ndarray | None = None
) -> list[Digit]:
    """Return what the network and the guard say of pictures; ``likely`` if it is known already."""
    images = np.stack([one.pixels for one in seen])
    if likely is None:
        likely = guard.digit_probability(images)
    rows = model.probabilities(images)
    return [
        Digit(one, row, float(p), bool(p >= guard.threshold))
        for one, row, p in zip(seen, rows, likely, strict=True)
    ]


def _best(atoms: Atoms, model: Reader, guard: Guard) -> list[Digit]:
    """Return the digits whose likelihoods have the greatest product (Viterbi 1967).

    Connected ink that would have to be cut into unlikely digits is left as one.
    """
    heights = atoms.boxes[:, 3] - atoms.boxes[:, 1]
    tallest = int(heights.max())
    spans = candidate_spans(atoms)
    seen = [atoms.digit(*span) for span in spans]
    # The guard is asked first: it is quick, and most spans are parts of digits, or several.
    likely = guard.digit_probability(np.stack([one.pixels for one in seen]))
    asked = [
        index
        for index, (first, last) in enumerate(spans)
        if likely[index] >= HOPELESS or last == first + 1
    ]
    found = _digits([seen[index] for index in asked], model, guard, likely[asked])
    digits = {spans[index]: digit for index, digit in zip(asked, found, strict=True)}
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(atoms) + 1):
        options = []
        for first in range(max(0, last - MOST_PIECES), last):
            if (first, last) in digits:
                cost = _cost(atoms, digits[first, last], first, last, tallest)
                options.append((best[first][0] + cost, first))
        best.append(min(options))
    path, last = [], len(atoms)
    while last:
        path.append((best[last][1], last))
        last = best[last][1]
    answer: list[Digit] = []
    for run in _joined_by_cuts(path[::-1], atoms.cuts):
        own = [digits[span] for span in run]
        if len(own) > 1 and np.mean([_doubt(digit) for digit in own]) > CUT_DOUBT:
            own = _digits([atoms.digit(run[0][0], run[-1][1])], model, guard)
        answer += own
    return answer


def _joined_by_cuts(path: list[Span], cuts: list[bool]) -> list[list[Span]]:
    """Return spans from left to right in groups between which no ink was cut."""
    groups: list[list[Span]] = []
    for span in path:
        if span[0] and cuts[span[0] - 1]:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _doubt(digit: Digit) -> float:
    """Return minus the log likelihood that a digit is one, and the one that was read."""
    return -math.log(max(digit.is_digit * digit.confidence, LEAST))


def _cost(atoms: Atoms, digit: Digit, first: int, last: int, tallest: int) -> float:
    """Return what a digit that consists of some atoms costs, in nats."""
    _, top, _, bottom = atoms.box(first, last).tolist()
    cost = _doubt(digit)
    cost += SMALL_COST * max(0.0, 0.5 - (bottom - top) / tallest)
    gaps = sum(not cut for cut in atoms.cuts[first : last - 1])
    before = first > 0 and atoms.cuts[first - 1]
    after = last < len(atoms) and atoms.cuts[last - 1]
    cost += GAP_COST * gaps + CUT_COST * before
    if gaps and (before or after):
        cost += BOTH_COST
    return cost
