"""Labelled spans: neighbouring segments of numbers, digits or not, to learn from.

What ``recognition/pipeline.py`` shows to the networks are not only whole digits: they carry
remnants of their neighbours where these touched, and most spans are parts of digits, or several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import ImageOps

from nnet.core.data import IMAGE_SIDE
from nnet.core.metrics import CLASSES
from nnet.imaging.size_normalisation import normalise
from nnet.recognition.cutting import cut
from nnet.recognition.outputs import NONE, SEVERAL
from nnet.recognition.segmentation import (
    Segments,
    Span,
    candidate_spans,
    connected_spans,
    crop,
    segment,
)
from nnet.strokes.generator import draw_digit
from nnet.strokes.pen import draw_strokes
from nnet.strokes.types import PenDigit
from nnet.synthesis.composed_numbers import pose_number
from nnet.synthesis.people import weigh_people

LENGTHS = (2, 5)
"""How many digits the shortest and the longest number have."""

TOUCHING = 0.8
"""How many of the numbers' digits touch."""

THIN = 0.25
"""How many of them are chosen to be ones, besides those that come by chance: a one at another
digit's side is what is missed most often."""

WHOLE = 0.7
"""A span is a digit when it has so much of the digit's ink, and so much of its ink is the digit's;
"""

PARTIAL = 0.55
"""it is none when either share is smaller than this. What lies between is not learned from."""

SWALLOWED = 0.6
"""A span that has so much of the ink of two digits is several; a thin one's is little beside the
other's."""

VARIANTS = 2
"""How many spans of the same digit are taken at the most, how many that are none for each digit,
and one more that are several: further ones would hardly differ."""

LONGER = 0.3
"""How many whole numbers have three digits; the others have two."""

SpanLabel = int | Literal["none", "several"]
"""Which of a number's digits a span is, counted from the left."""

_OUTPUTS = {"none": NONE, "several": SEVERAL}

Draw = Callable[[np.random.Generator], PenDigit]
"""What returns a digit at random."""


@dataclass(frozen=True)
class CutDigits:
    """So many digits cut out of numbers, as many of each.

    digits  drawn by people, to be put together; the stroke generator's where there are none
    """

    count: int
    digits: Sequence[PenDigit] = ()

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are in every epoch: (count,) uint8."""
        return (np.arange(self.count) % CLASSES).astype(np.uint8)

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Draw and cut them all anew: (count, 28, 28) uint8, ink 255."""
        wanted = np.bincount(self.labels, minlength=SEVERAL + 1)
        spans = labelled_spans(
            draw_from(self.digits) if self.digits else generate_digit, wanted, rng
        )
        images = np.empty((self.count, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
        for digit in range(CLASSES):
            images[self.labels == digit] = np.stack(spans[digit]) if spans[digit] else 0
        return images


def draw_from(digits: Sequence[PenDigit]) -> Draw:
    """Return what draws one of some digits at random, every hand as ``weigh_people`` says."""
    bounds = weigh_people(digits).cumsum()
    last = len(digits) - 1
    return lambda rng: digits[min(int(bounds.searchsorted(rng.random())), last)]


def generate_digit(rng: np.random.Generator) -> PenDigit:
    """Return a digit of the stroke generator at random."""
    label = int(rng.integers(CLASSES))
    return PenDigit(label, "generated", tuple(draw_digit(label, rng)))


def labelled_spans(
    draw: Draw, wanted: np.ndarray, rng: np.random.Generator
) -> list[list[np.ndarray]]:
    """Return spans of numbers written at random: for each label, its (28, 28) uint8 pictures.

    wanted  (12,) how many spans to return of each digit, and that are ``NONE`` and ``SEVERAL``
    """
    found: list[list[np.ndarray]] = [[] for _ in wanted]
    while any(len(images) < count for images, count in zip(found, wanted, strict=True)):
        length = int(rng.integers(LENGTHS[0], LENGTHS[1] + 1))
        digits = [_draw_thin_or_any(draw, rng) for _ in range(length)]
        written, width = pose_number(digits, rng, touching=rng.random() < TOUCHING)
        inks = [
            np.asarray(ImageOps.invert(draw_strokes(strokes, width, fine=1))) for strokes in written
        ]
        picture = ImageOps.invert(draw_strokes([s for own in written for s in own], width, fine=2))
        segments = segment(picture)
        if segments is None:  # no digits fall into so many pieces
            continue
        segments = cut(segments, range(len(segments)))
        shuffled = [(i, j) for i, j in rng.permutation(candidate_spans(segments)).tolist()]
        whole = (0, len(segments))
        # The first are what is shown whole.
        spans = [whole, *connected_spans(segments), *shuffled]
        taken: Counter[SpanLabel] = Counter()
        most: dict[SpanLabel, int] = {"none": VARIANTS * length, "several": VARIANTS + 1}
        for owner, span in label_spans(segments, spans, np.stack(inks)):
            label = digits[owner].label if isinstance(owner, int) else _OUTPUTS[owner]
            if len(found[label]) < wanted[label] and taken[owner] < most.get(owner, VARIANTS):
                taken[owner] += 1
                found[label].append(crop(segments, span).pixels)
    return found


def whole_numbers(draw: Draw, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return numbers of two or three digits that stand apart, whole: (count, 28, 28) uint8.

    Of all that is several digits they are the likest to a letter of two strokes: an 11 above all.
    """
    pictures = np.empty((count, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    for picture in pictures:
        digits = [_draw_thin_or_any(draw, rng) for _ in range(2 + int(rng.random() < LONGER))]
        written, width = pose_number(digits, rng, touching=False)
        ink = draw_strokes([stroke for own in written for stroke in own], width, fine=2)
        picture[...] = normalise(ImageOps.invert(ink)).pixels
    return pictures


def _draw_thin_or_any(draw: Draw, rng: np.random.Generator) -> PenDigit:
    """Return a digit of a number: any, or a one."""
    digit, is_thin = draw(rng), rng.random() < THIN
    while is_thin and digit.label != 1:
        digit = draw(rng)
    return digit


def label_spans(
    segments: Segments, spans: Sequence[Span], inks: np.ndarray
) -> list[tuple[SpanLabel, Span]]:
    """Return the spans of a number's segments that are clearly one of its digits, none or several.

    inks  (n, h, w) uint8, the ink of each of its digits alone
    """
    x, y = segments.corner
    height, width = segments.labels.shape
    step = segments.factor
    own = inks[:, y : y + height * step : step, x : x + width * step : step] > 127
    own = own[:, :height, :width]
    # How many pixels each segment shares with each digit.
    labels = segments.labels[: own.shape[1], : own.shape[2]]
    shared = np.stack([np.bincount(labels[ink], minlength=len(segments) + 1) for ink in own])
    totals = np.maximum(own.sum(axis=(1, 2)), 1)
    sizes = np.bincount(labels[own.any(axis=0)], minlength=len(segments) + 1)
    found: list[tuple[SpanLabel, Span]] = []
    for first, last in spans:
        part = shared[:, first + 1 : last + 1].sum(axis=1)
        size = max(int(sizes[first + 1 : last + 1].sum()), 1)
        quality = np.minimum(part / size, part / totals)
        owner = int(quality.argmax())
        second = np.sort(part / totals)[-2]
        if second > SWALLOWED:
            found.append(("several", (first, last)))
        elif quality[owner] < PARTIAL:
            found.append(("none", (first, last)))
        elif quality[owner] >= WHOLE and second < 1 - SWALLOWED:
            found.append((owner, (first, last)))
    return found
