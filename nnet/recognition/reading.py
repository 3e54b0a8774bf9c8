"""What is read on a picture: its digits, and what asks whom; the pipeline makes it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PIL import Image

from nnet.imaging.size_normalisation import NormalisedDigit
from nnet.recognition.lattice import MIN_PROBABILITY


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
    voted          whether the reader of strokes had a say in the probabilities
    """

    seen: NormalisedDigit
    probabilities: np.ndarray
    is_digit: float
    readable: bool
    voted: bool = False

    @property
    def digit(self) -> int:
        """The likeliest digit."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of the likeliest digit."""
        return float(self.probabilities.max())

    @property
    def nll(self) -> float:
        """The negative log likelihood of it being a digit at all, and the one that was read."""
        return -math.log(max(self.is_digit * self.confidence, MIN_PROBABILITY))


@dataclass(frozen=True)
class Reading:
    """What was read on a picture.

    status  ``digit``, ``uncertain``, ``not_a_digit`` or ``number``
    digits  from left to right, at least one; their boxes are in pixels of the picture that was sent
    ink     the ink that was found, ``L``, ink 255; of a large picture it is smaller
    way     in which it was found: the name of the proposal that was taken
    """

    status: str
    digits: tuple[Digit, ...]
    ink: Image.Image
    way: str = "drawing"

    @property
    def confidence(self) -> float:
        """How likely all of it is right: the product of the digits' confidences."""
        return math.prod(digit.confidence for digit in self.digits)

    @property
    def voted(self) -> bool:
        """Whether the reader of strokes had a say in any of it."""
        return any(digit.voted for digit in self.digits)

    @property
    def text(self) -> str:
        """Everything that was read; a question mark for what is unreadable within a number."""
        if self.status == "not_a_digit":
            return ""
        return "".join(str(digit.digit) if digit.readable else "?" for digit in self.digits)
