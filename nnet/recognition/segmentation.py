"""Segmentation: the ink of a picture in pieces, from left to right, of which each is of one digit.

A segment is a connected component, or several above each other. ``cutting.py`` cuts those that may
be digits that touch; ``lattice.py`` finds out which neighbouring segments together are a digit.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image

from nnet.core.data import IMAGE_SIDE
from nnet.imaging.connected_components import find_components
from nnet.imaging.size_normalisation import (
    INK_LEVEL,
    NormalisedDigit,
    fit_array_to_grid,
    ink_box,
    normalise_box,
)

MAX_LABELLED_HEIGHT = 200
"""Components are sought in a picture reduced to at most so many rows."""

SPECK = 0.12
"""Ink smaller than this share of the tallest ink's height, in both directions, is dirt."""

MIN_OVERLAP = 0.6
"""Components that share so much of the narrower one's width belong to the same digit."""

MAX_COMPONENTS = 400
"""More components than these, dirt apart, are no number: they are not even put together."""

MAX_SEGMENTS = 36
"""More than these are no number: twelve digits, each in three pieces. Of 800 numbers of twelve
digits that stand apart none had more than 13."""

MAX_PIECES = 8
"""Segments that one digit may consist of."""

MAX_WIDTH = 1.4
"""How wide a digit of several segments may be, in heights of the tallest one."""

Span = tuple[int, int]
"""Neighbouring segments: the first one's place, and the place after the last one's."""


@dataclass(frozen=True)
class Segments:
    """The ink on a picture in pieces.

    ink       the picture, ``L``, ink 255
    box       left, top, right, bottom of the ink in it
    reduced   (h, w) uint8, what is in this box, small enough to be quick
    labels    (h, w) which segment each pixel of the reduced picture is of: 0 paper, 1 to count from
              left to right
    factor    how many times smaller the labels are than the picture
    boxes     (count, 4) left, top, right, bottom of each segment in the reduced picture
    cuts      for each segment but the first, whether ink was cut between it and the one before
    is_whole  whether nothing was left out as dirt
    """

    ink: Image.Image
    box: tuple[int, int, int, int]
    reduced: np.ndarray
    labels: np.ndarray
    factor: int
    boxes: np.ndarray
    cuts: list[bool]
    is_whole: bool

    def __len__(self) -> int:
        return len(self.boxes)

    @property
    def corner(self) -> tuple[int, int]:
        """Where the labels' corner is in the picture: x, y."""
        return self.box[:2]

    def locate(self, span: Span) -> tuple[list[int], np.ndarray]:
        """Return where neighbouring segments are in the reduced picture.

        These are left, top, right, bottom of their box, and which of its pixels are theirs: (h, w).
        """
        first, last = span
        left, top, right, bottom = box = _union(self.boxes[first:last]).tolist()
        part = self.labels[top:bottom, left:right]
        if last == first + 1:
            return box, part == last
        return box, (part > first) & (part <= last)

    def in_picture(self, x: int, y: int) -> tuple[int, int]:
        """Return where a pixel of the reduced picture lies in the picture."""
        return self.corner[0] + x * self.factor, self.corner[1] + y * self.factor


def segment(ink: Image.Image) -> Segments | None:
    """Return the ink of a picture (``L``, ink 255) in pieces; raises ``PictureError`` for none.

    None where these are too many for a number, or where nothing is left of thin ones that are far
    apart, when the picture is reduced.
    """
    box = left, top, right, bottom = ink_box(ink)
    factor = -(-(bottom - top) // MAX_LABELLED_HEIGHT)
    part = ink.crop((left, top, right, bottom))
    reduced = np.asarray(part.reduce(factor) if factor > 1 else part)
    is_ink = reduced >= INK_LEVEL
    components = find_components(is_ink)
    boxes = components.boxes()
    if components.count == 1:
        return Segments(ink, box, reduced, is_ink.astype(np.int32), factor, boxes, [], True)
    sizes = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    kept = np.flatnonzero(sizes >= SPECK * sizes.max(initial=0))
    if not 0 < len(kept) <= MAX_COMPONENTS:
        return None
    groups = _group(kept.tolist(), boxes.tolist())
    if len(groups) > MAX_SEGMENTS:
        return None
    order = np.zeros(components.count + 1, np.int32)
    for number, group in enumerate(groups, 1):
        order[np.array(group) + 1] = number
    labels = order[components.labels()]
    cuts = [False] * (len(groups) - 1)
    boxes = np.array([_union(boxes[group]) for group in groups])
    is_whole = len(kept) == components.count
    return Segments(ink, box, reduced, labels, factor, boxes, cuts, is_whole)


def crop(segments: Segments, span: Span) -> NormalisedDigit:
    """Return neighbouring segments as the network sees them."""
    if segments.is_whole and span == (0, len(segments)):
        return normalise_box(segments.ink, segments.box)
    box, mask = segments.locate(span)
    if segments.factor > 1:
        mask = mask.repeat(segments.factor, axis=0).repeat(segments.factor, axis=1)
    x, y = segments.in_picture(box[0], box[1])
    part = np.asarray(segments.ink.crop((x, y, x + mask.shape[1], y + mask.shape[0])))
    picture = Image.fromarray(part * mask)
    # Of a picture that was not reduced, the labels are where the ink is.
    whole = (0, 0, *picture.size)
    found = normalise_box(picture, whole if segments.factor == 1 else ink_box(picture))
    left, top, width, height = found.box
    return dataclasses.replace(found, box=(left + x, top + y, width, height))


def preview(segments: Segments, spans: Sequence[Span]) -> np.ndarray:
    """Return about what ``crop`` does of each span, of the reduced picture and so quicker.

    (n, 28, 28) uint8.
    """
    pictures = np.empty((len(spans), IMAGE_SIDE, IMAGE_SIDE), np.float32)
    for picture, span in zip(pictures, spans, strict=True):
        (left, top, right, bottom), mask = segments.locate(span)
        part = segments.reduced[top:bottom, left:right]
        picture[...] = fit_array_to_grid(np.multiply(part, mask, dtype=np.float32))
    return np.rint(pictures).astype(np.uint8)


def candidate_spans(segments: Segments) -> list[Span]:
    """Return which neighbouring segments may be one digit."""
    boxes = segments.boxes.tolist()
    tallest = max(bottom - top for _, top, _, bottom in boxes)
    spans = []
    for first in range(len(segments)):
        left, _, right, _ = boxes[first]
        for last in range(first + 1, min(first + MAX_PIECES, len(segments)) + 1):
            left, right = min(left, boxes[last - 1][0]), max(right, boxes[last - 1][2])
            if last > first + 1 and right - left > MAX_WIDTH * tallest:
                break
            spans.append((first, last))
    return spans


def connected_spans(segments: Segments) -> list[Span]:
    """Return the spans between which no ink was cut, from left to right."""
    ends = [i + 1 for i, is_cut in enumerate(segments.cuts) if not is_cut]
    return list(pairwise([0, *ends, len(segments)]))


def bounding_boxes(labels: np.ndarray, count: int) -> np.ndarray:
    """Return left, top, right, bottom of each label from 1 to count, each being met: (count, 4)."""
    rows, columns = np.nonzero(labels)
    of = labels[rows, columns] - 1
    boxes = np.empty((count, 4), np.intp)
    for axis, places in enumerate((columns, rows)):
        first, last = np.full(count, labels.size), np.full(count, -1)
        np.minimum.at(first, of, places)
        np.maximum.at(last, of, places)
        boxes[:, axis], boxes[:, 2 + axis] = first, last + 1
    return boxes


def _group(kept: list[int], boxes: list[list[int]]) -> list[list[int]]:
    """Return the components that belong together, groups from left to right.

    Every pair of groups is compared, so that components are to be counted first.
    """
    groups: list[tuple[int, int, list[int]]] = []  # left, right, components
    for index in sorted(kept, key=lambda i: boxes[i][0]):
        left, _, right, _ = boxes[index]
        joined, apart = [index], []
        for group in groups:
            shared = min(group[1], right) - max(group[0], left)
            if shared > MIN_OVERLAP * min(group[1] - group[0], right - left):
                left, right = min(group[0], left), max(group[1], right)
                joined += group[2]
            else:
                apart.append(group)
        groups = [*apart, (left, right, joined)]
    return [group[2] for group in sorted(groups, key=lambda group: group[0] + group[1])]


def _union(boxes: np.ndarray) -> np.ndarray:
    """Return the box around boxes: left, top, right, bottom."""
    if len(boxes) == 1:
        return boxes[0]
    least, most = np.minimum.reduce(boxes), np.maximum.reduce(boxes)
    least[2:] = most[2:]
    return least
