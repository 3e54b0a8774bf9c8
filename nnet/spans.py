"""Spans of neighbouring pieces of numbers, digits or not: for the guard to learn from.

What ``reading.py`` shows to the guard are not only whole digits: they carry remnants of their
neighbours where these touched, and most spans are parts of digits, or several.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import ImageOps

from nnet.data import Dataset
from nnet.guard import DIGIT, NO_DIGIT
from nnet.numbers import pose_number
from nnet.pen import draw_strokes
from nnet.segmentation import Atoms, Span, candidate_spans, cut, take_apart
from nnet.strokes import PenDigit

LENGTHS = (2, 4)
WHOLE = 0.75
"""A span is a digit when it has so much of the digit's ink, and so much of its ink is the digit's;
"""

PARTIAL = 0.6
"""it is none when either share is smaller than this. What lies between is not learned from."""


def labelled_spans(
    draw: Callable[[np.random.Generator], PenDigit], count: int, rng: np.random.Generator
) -> Dataset:
    """Return spans of numbers drawn at random, half of them digits, labelled for the guard.

    draw   returns a digit at random
    count  how many spans to return
    """
    images: dict[int, list[np.ndarray]] = {DIGIT: [], NO_DIGIT: []}
    while min(map(len, images.values())) < count // 2:
        length = int(rng.integers(LENGTHS[0], LENGTHS[1] + 1))
        digits = [draw(rng) for _ in range(length)]
        written, width = pose_number(digits, rng, touching=rng.random() < 0.8)
        inks = [
            np.asarray(ImageOps.invert(draw_strokes(strokes, width, fine=1))) for strokes in written
        ]
        picture = ImageOps.invert(draw_strokes([s for own in written for s in own], width, fine=1))
        atoms = take_apart(picture)
        atoms = cut(atoms, range(len(atoms)))
        for label, (first, last) in span_labels(atoms, np.stack(inks)):
            if len(images[label]) < count // 2:
                images[label].append(atoms.digit(first, last).pixels)
    labels = np.repeat(np.array([DIGIT, NO_DIGIT], np.uint8), count // 2)
    return Dataset(np.stack([*images[DIGIT], *images[NO_DIGIT]]), labels)


def span_labels(atoms: Atoms, inks: np.ndarray) -> list[tuple[int, Span]]:
    """Return which spans of a number's atoms are digits and which are none.

    inks  (n, h, w) uint8, the ink of each of its digits alone
    """
    x, y = atoms.corner
    height, width = atoms.labels.shape
    step = atoms.factor
    own = inks[:, y : y + height * step : step, x : x + width * step : step] > 127
    own = own[:, :height, :width]
    # How many pixels each atom shares with each digit.
    shared = np.stack([np.bincount(atoms.labels[ink], minlength=len(atoms) + 1) for ink in own])
    totals = own.sum(axis=(1, 2))
    sizes = np.bincount(atoms.labels[own.any(axis=0)], minlength=len(atoms) + 1)
    found = []
    for first, last in candidate_spans(atoms):
        part = shared[:, first + 1 : last + 1].sum(axis=1)
        size = max(int(sizes[first + 1 : last + 1].sum()), 1)
        quality = float(np.minimum(part / size, part / totals).max())
        if quality >= WHOLE:
            found.append((DIGIT, (first, last)))
        elif quality < PARTIAL:
            found.append((NO_DIGIT, (first, last)))
    return found
