"""Foreground: which components of a mask are what was written, and which only surround it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnet.imaging.connected_components import find_components
from nnet.imaging.paper import border

MIN_PIXELS, MIN_SHARE = 8, 0.02
"""Smaller components than so many pixels, or than this share of the largest that is kept, are
specks."""

ALONG_EDGE = 0.9
"""What touches the edge along so much of its own longer side is no digit, but what lies there."""

MIN_EXTENT = 0.01
"""At least one component is higher or wider than this share of the picture's longer side: what is
smaller is the rest of a line, or noise."""

MIN_EDGE_SHARE = 0.0005
"""What touches the edge is ink only from this share of the picture on: a line's rest is smaller."""

MIN_SURE = 0.25
"""At least this share of a component is dark enough for ink; the rest only continues it."""

EVEN = 0.65
"""One pen's strokes are at least so dark, on average, as its darkest one."""

DIGIT_HEIGHTS = (0.4, 2.5)
"""How tall a digit beside others may be, in heights of the tallest one of these; ..."""

DIGIT_WIDTH = 1.6
"""... and how wide, in heights of its own; ..."""

DIGIT_SHARE = 0.15
"""... and it has at least this share of their largest one's ink."""

NEAR = 0.5
"""What is smaller than a digit is a part of one no farther away than this, in heights of the one
with the most ink, to each side; else it is dirt, or the rest of a line."""

MAX_COMPONENTS = 400
"""More than these are no number, and are not compared with each other."""

FRAMED = 0.2
"""What a frame stands around is at least so tall, in heights of the frame, ..."""

SURROUNDED = 0.8
"""... and has it on each of its four sides, along so much of the side."""


@dataclass(frozen=True)
class Components:
    """The connected components of a mask; rows of arrays are components, without the paper.

    labels    (h, w) which component each pixel is of: 0 paper, 1 to n
    sizes     (n,) in pixels
    boxes     (n, 4) left, top, right, bottom
    means     (n,) how dark each is on average
    at_edge   (n,) whether it touches the picture's edge
    is_along  (n,) whether it lies along that edge, as a desk or a shadow does
    """

    labels: np.ndarray
    sizes: np.ndarray
    boxes: np.ndarray
    means: np.ndarray
    at_edge: np.ndarray
    is_along: np.ndarray

    @classmethod
    def of(cls, mask: np.ndarray, darkness: np.ndarray) -> Components:
        """Return the components of an (h, w) bool mask, of which (h, w) says how dark it is."""
        found = find_components(mask)
        labels, boxes = found.labels(), found.boxes()
        of = labels[mask] - 1
        sizes = np.bincount(of, minlength=found.count)
        means = np.bincount(of, darkness[mask], found.count) / np.maximum(sizes, 1)
        height, width = mask.shape
        at_edge = ((boxes[:, :2] == 0) | (boxes[:, 2:] == (width, height))).any(axis=1)
        along = np.bincount(border(labels), minlength=found.count + 1)[1:]
        is_along = along >= ALONG_EDGE * np.maximum(1, (boxes[:, 2:] - boxes[:, :2]).max(axis=1))
        return cls(labels, sizes, boxes, means, at_edge, is_along)

    @property
    def heights(self) -> np.ndarray:
        """How tall each component is: (n,)."""
        return self.boxes[:, 3] - self.boxes[:, 1]

    def select(self, chosen: np.ndarray) -> np.ndarray:
        """Return which pixels are of chosen components, (n,) bool: (h, w)."""
        return np.concatenate([[False], chosen])[self.labels]


@dataclass(frozen=True)
class Foreground:
    """Components that may be what was written.

    name         of the choice: ``""``, ``framed``, ``edge``
    mask         (h, w) their pixels
    is_doubtful  whether something of a digit's size was left out
    """

    name: str
    mask: np.ndarray
    is_doubtful: bool


def foregrounds(
    mask: np.ndarray, darkness: np.ndarray, sure: np.ndarray | None = None
) -> Iterator[Foreground]:
    """Yield what may be written of an (h, w) bool mask, the likeliest first.

    darkness  (h, w) how dark each pixel is
    sure      (h, w) bool, without which components are mere noise; all of the mask unless given

    That is what does not touch the edge, but for specks and what is much fainter than the rest:
    shadows, the desk and rests of lines come in from the edge. Then the same without what stands
    around other ink, and then all with what touches the edge.
    """
    parts = Components.of(mask, darkness)
    is_sure = np.ones(len(parts.sizes), bool)
    if sure is not None:
        counts = np.bincount(parts.labels[sure], minlength=len(parts.sizes) + 1)[1:]
        is_sure = counts >= MIN_SURE * parts.sizes
    inside = _likely_ink(parts, is_sure & ~parts.at_edge)
    whole = is_sure & (parts.sizes >= MIN_EDGE_SHARE * mask.size)
    if inside.any():
        whole &= ~parts.is_along
    whole = _likely_ink(parts, whole)
    if inside.any():
        yield Foreground("", parts.select(inside), _lacks_digit(parts, inside))
        framed = inside & ~_frames(parts, inside)
        if (framed != inside).any():
            framed = _likely_ink(parts, framed)
            if framed.any():
                yield Foreground("framed", parts.select(framed), _lacks_digit(parts, framed))
    if whole.any() and (whole != inside).any():
        name = "edge" if inside.any() else ""
        yield Foreground(name, parts.select(whole), _lacks_digit(parts, whole))


def _likely_ink(parts: Components, among: np.ndarray) -> np.ndarray:
    """Return which of some components, (n,) bool, are no specks, and as dark as the darkest.

    What is no digit's size beside the one with the most ink belongs to one, or is left out.
    """
    largest = parts.sizes[among].max(initial=0)
    chosen = among & (parts.sizes >= max(MIN_PIXELS, MIN_SHARE * largest))
    chosen &= parts.means >= EVEN * parts.means[chosen].max(initial=0)
    boxes = parts.boxes[chosen]
    extents = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0)
    if extents.max(initial=0) <= MIN_EXTENT * max(parts.labels.shape):
        return np.zeros(len(chosen), bool)
    return _near_digits(parts, chosen)


def _near_digits(parts: Components, among: np.ndarray) -> np.ndarray:
    """Return which of some components, (n,) bool, are digits by their size, or near one.

    Sizes are compared with the one that has the most ink.
    """
    places = np.flatnonzero(among)
    if len(places) > MAX_COMPONENTS:
        return among
    main = int(places[parts.sizes[places].argmax()])
    reach = NEAR * float(parts.heights[main])
    kept = _are_digits(parts, np.array([main]))[places] | (places == main)
    boxes, new = parts.boxes[places], kept
    while new.any():
        # How far each box is from those that were new, across and down.
        after = boxes[:, np.newaxis, :2] - boxes[new, 2:]
        before = boxes[new, :2] - boxes[:, np.newaxis, 2:]
        new = (np.maximum(after, before).max(axis=2) <= reach).any(axis=1) & ~kept
        kept = kept | new
    near = np.zeros(len(among), bool)
    near[places[kept]] = True
    return near


def _frames(parts: Components, among: np.ndarray) -> np.ndarray:
    """Return which of some components stand around others of them: (n,) bool."""
    framed = np.zeros(len(among), bool)
    for index in np.flatnonzero(among & (parts.heights > 0.2 * parts.labels.shape[0])):
        left, top, right, bottom = parts.boxes[index]
        others = among & (parts.heights >= FRAMED * (bottom - top))
        others[index] = False
        within = (parts.boxes[:, :2] > (left, top)).all(axis=1)
        within &= (parts.boxes[:, 2:] < (right, bottom)).all(axis=1)
        inner = parts.boxes[others & within]
        framed[index] = len(inner) > 0 and _stands_around(parts, int(index), inner)
    return framed


def _stands_around(parts: Components, index: int, boxes: np.ndarray) -> bool:
    """Return whether a component lies on all four sides of others, whose (n, 4) boxes it contains.

    A frame does. Of a letter, too, one stroke may reach farther than the others, to two sides.
    """
    left, top, right, bottom = parts.boxes[index]
    own = parts.labels[top:bottom, left:right] == index + 1
    x0, y0 = boxes[:, :2].min(axis=0) - (left, top)
    x1, y1 = boxes[:, 2:].max(axis=0) - (left, top)
    shares = (
        *(own[y0:y1, :x0].any(axis=1).mean(), own[y0:y1, x1:].any(axis=1).mean()),
        *(own[:y0, x0:x1].any(axis=0).mean(), own[y1:, x0:x1].any(axis=0).mean()),
    )
    return min(map(float, shares)) >= SURROUNDED


def _lacks_digit(parts: Components, kept: np.ndarray) -> bool:
    """Return whether a component that is not kept, (n,) bool, has a digit's size beside these.

    What stands around all that is kept is a frame, and what lies along the edge is no digit either.
    """
    boxes = parts.boxes[kept]
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    is_around = (parts.boxes[:, :2] <= low).all(axis=1) & (parts.boxes[:, 2:] >= high).all(axis=1)
    is_digit = _are_digits(parts, np.flatnonzero(kept)) & ~is_around & ~parts.is_along
    return bool((is_digit & ~kept).any())


def _are_digits(parts: Components, beside: np.ndarray) -> np.ndarray:
    """Return which components have a digit's size beside others, whose (k,) places these are."""
    heights, widths = parts.heights, parts.boxes[:, 2] - parts.boxes[:, 0]
    tallest = heights[beside].max()
    is_digit = (heights >= DIGIT_HEIGHTS[0] * tallest) & (heights <= DIGIT_HEIGHTS[1] * tallest)
    is_digit &= widths <= DIGIT_WIDTH * heights
    is_digit &= parts.sizes >= DIGIT_SHARE * parts.sizes[beside].max()
    return is_digit
