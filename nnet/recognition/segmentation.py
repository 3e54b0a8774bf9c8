"""From the ink on a picture to atoms: pieces of which each belongs to one digit and no two.

Connected ink is one atom, or several after ``cut`` where several digits may touch.
``pipeline.py`` then finds out which neighbouring atoms together are a digit.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image

from nnet.imaging.connected_components import connected_components
from nnet.imaging.size_normalisation import INK_LEVEL, NormalisedDigit, fitted, ink_box, normalise
from nnet.recognition.seam_carving import seams
from nnet.recognition.stroke_segmentation import stroke_pieces
from nnet.strokes.types import InkStroke

LABELLED_HEIGHT = 200
"""Ink is taken apart in a picture reduced to at most so many rows, ..."""

CUT_HEIGHT = 90
"""... and cuts are sought in one reduced to about so many."""

SPECK = 0.12
"""What is smaller than this share of the tallest ink's height, in both directions, is dirt."""

OVERLAP = 0.6
"""Pieces that share so much of the narrower one's width belong to the same digit."""

CUT_FROM = 0.4
"""Ink is cut where it is wider than this share of the line's height."""

MOST_ATOMS = 60

MOST_CUTS = 14
"""Cuts for each height that ink is wide; most ink has far fewer places to cut."""

APART, MARGIN, DEAREST = 0.03, 0.06, 0.8
"""Between cuts, from the sides, and through how much ink at most: all in heights of the line."""

MOST_PIECES = 8
"""Atoms that one digit may consist of."""

WIDEST = 1.4
"""How wide a digit may be, in heights of the tallest atom."""


Span = tuple[int, int]
"""Neighbouring atoms: the first one's place, and the place after the last one's."""


@dataclass(frozen=True)
class Atoms:
    """The ink on a picture in pieces.

    ink     the picture, ``L``, ink 255
    reduced (h, w) uint8, the ink's box in it, small enough to be quick
    labels  (h, w) which atom each pixel of the reduced picture is of: 0 paper, 1 to count from
            left to right
    corner  x, y of the labels' corner in the picture
    factor  how much smaller the labels are than the picture
    boxes   (count, 4) left, top, right, bottom of each atom in the reduced picture
    cuts    for each atom but the first, whether ink was cut between it and the one before
    is_whole  whether nothing was left out as dirt
    """

    ink: Image.Image
    reduced: np.ndarray
    labels: np.ndarray
    corner: tuple[int, int]
    factor: int
    boxes: np.ndarray
    cuts: list[bool]
    is_whole: bool

    def __len__(self) -> int:
        return len(self.boxes)

    def box(self, first: int, last: int) -> np.ndarray:
        """Return left, top, right, bottom of the atoms from ``first`` up to, without, ``last``."""
        boxes = self.boxes[first:last]
        return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])

    def sketch(self, first: int, last: int) -> np.ndarray:
        """Return about what ``digit`` does, (28, 28) uint8, of the reduced picture: quickly."""
        left, top, right, bottom = self.box(first, last).tolist()
        part = self.labels[top:bottom, left:right]
        mask = (part > first) & (part <= last)
        return fitted(Image.fromarray(self.reduced[top:bottom, left:right] * mask))

    def digit(self, first: int, last: int) -> NormalisedDigit:
        """Return the atoms from ``first`` up to, without, ``last`` as the network sees them."""
        if self.is_whole and last - first == len(self):
            return normalise(self.ink)
        left, top, right, bottom = self.box(first, last).tolist()
        part = self.labels[top:bottom, left:right]
        mask = (part > first) & (part <= last)
        if self.factor > 1:
            mask = mask.repeat(self.factor, axis=0).repeat(self.factor, axis=1)
        x, y = self.corner[0] + left * self.factor, self.corner[1] + top * self.factor
        crop = np.asarray(self.ink.crop((x, y, x + mask.shape[1], y + mask.shape[0])))
        found = normalise(Image.fromarray(crop * mask))
        box = (found.box[0] + x, found.box[1] + y, *found.box[2:])
        return dataclasses.replace(found, box=box)


def take_apart(ink: Image.Image) -> Atoms:
    """Return the ink of a picture (``L``, ink 255) in pieces; raises ``PictureError`` for none."""
    left, top, right, bottom = ink_box(ink)
    factor = -(-(bottom - top) // LABELLED_HEIGHT)
    part = ink.crop((left, top, right, bottom))
    reduced = np.asarray(part.reduce(factor) if factor > 1 else part)
    labels, count = connected_components(reduced >= INK_LEVEL)
    boxes = _boxes(labels, count)
    if count == 1:
        return Atoms(ink, reduced, labels, (left, top), factor, boxes, [], True)
    sizes = boxes[:, 2:] - boxes[:, :2]
    tallest = sizes[:, 1].max()
    kept = [i for i in range(count) if sizes[i].max() >= SPECK * max(tallest, sizes.max())]
    groups = _grouped(kept, boxes)
    order = np.zeros(count + 1, np.int32)
    for number, group in enumerate(groups, 1):
        order[np.array(group) + 1] = number
    labels = order[labels]
    cuts = [False] * (len(groups) - 1)
    boxes = _boxes(labels, len(groups))
    return Atoms(ink, reduced, labels, (left, top), factor, boxes, cuts, len(kept) == count)


def cut(atoms: Atoms, chosen: Collection[int], strokes: Sequence[InkStroke] = ()) -> Atoms:
    """Return atoms of which the chosen ones are cut wherever two digits may touch, if anywhere.

    strokes  that the ink was drawn with, where they are known: the cuts are between these. Ink of
             one stroke, or of unknown ones, is cut where paths through it cross little of it.
    """
    if not chosen or len(atoms) > MOST_ATOMS:
        return atoms
    height = int((atoms.boxes[:, 3] - atoms.boxes[:, 1]).max())
    labels = np.zeros_like(atoms.labels)
    cuts: list[bool] = []
    for number in range(len(atoms)):
        left, top, right, bottom = atoms.boxes[number].tolist()
        own = atoms.labels[top:bottom, left:right] == number + 1
        pieces = None
        if number in chosen and strokes:
            x, y = atoms.corner[0] + left * atoms.factor, atoms.corner[1] + top * atoms.factor
            pieces = stroke_pieces(own, [s.reduced((x, y), atoms.factor) for s in strokes])
        if number in chosen and pieces is None:
            pieces = _seam_pieces(own, height)
        found, pieces = np.unique(
            np.zeros(1, np.int32) if pieces is None else pieces[own], return_inverse=True
        )
        cuts += [False] * (number > 0)
        labels[top:bottom, left:right][own] = len(cuts) + 1 + pieces
        cuts += [True] * (len(found) - 1)
    return dataclasses.replace(atoms, labels=labels, boxes=_boxes(labels, len(cuts) + 1), cuts=cuts)


def candidate_spans(atoms: Atoms) -> list[Span]:
    """Return which neighbouring atoms may be one digit."""
    tallest = int((atoms.boxes[:, 3] - atoms.boxes[:, 1]).max())
    spans = []
    for first in range(len(atoms)):
        for last in range(first + 1, min(first + MOST_PIECES, len(atoms)) + 1):
            left, _, right, _ = atoms.box(first, last).tolist()
            if last > first + 1 and right - left > WIDEST * tallest:
                break
            spans.append((first, last))
    return spans


def connected_spans(atoms: Atoms) -> list[Span]:
    """Return the spans between which no ink was cut, from left to right."""
    ends = [i + 1 for i, is_cut in enumerate(atoms.cuts) if not is_cut]
    return list(pairwise([0, *ends, len(atoms)]))


def _seam_pieces(own: np.ndarray, height: int) -> np.ndarray | None:
    """Return the pieces of some ink between its best cuts, from left to right; None for no cut.

    own     (h, w) bool
    height  of the line, in pixels
    """
    if own.shape[1] <= CUT_FROM * height or own.shape[0] <= 0.4 * height:
        return None
    coarse = max(1, round(height / CUT_HEIGHT))
    scale = height / coarse
    paths = seams(
        _reduced(own, coarse),
        most=round(MOST_CUTS * own.shape[1] / height),
        apart=APART * scale,
        margin=MARGIN * scale,
        dearest=DEAREST * scale,
    )
    pieces = np.zeros(own.shape, np.int32)
    for path in paths:
        columns = path.repeat(coarse)[: own.shape[0]] * coarse
        pieces += np.arange(own.shape[1]) >= columns[:, None]
    return pieces


def _reduced(mask: np.ndarray, factor: int) -> np.ndarray:
    """Return a bool picture so many times smaller: ink where there is any."""
    height, width = (-(-side // factor) for side in mask.shape)
    padded = np.zeros((height * factor, width * factor), bool)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    blocks = padded.reshape(height, factor, width, factor)
    return blocks.mean(axis=(1, 3)) >= 0.5


def _grouped(kept: list[int], boxes: np.ndarray) -> list[list[int]]:
    """Return the components that belong together, groups from left to right."""
    groups: list[list[int]] = []
    for index in sorted(kept, key=lambda i: int(boxes[i, 0])):
        joined = [index]
        for group in list(groups):
            a, b = _joint(boxes[group]), _joint(boxes[joined])
            shared = min(a[2], b[2]) - max(a[0], b[0])
            if shared > OVERLAP * min(a[2] - a[0], b[2] - b[0]):
                groups.remove(group)
                joined += group
        groups.append(joined)
    return sorted(groups, key=lambda group: float(_joint(boxes[group])[[0, 2]].sum()))


def _joint(boxes: np.ndarray) -> np.ndarray:
    """Return the box around boxes: left, top, right, bottom."""
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _boxes(labels: np.ndarray, count: int) -> np.ndarray:
    """Return left, top, right, bottom of each label from 1 to count: (count, 4)."""
    rows, columns = np.nonzero(labels)
    of = labels[rows, columns] - 1
    boxes = np.empty((count, 4), np.intp)
    for axis, places in enumerate((columns, rows)):
        length = labels.shape[1 - axis]
        met = np.zeros((count, length), bool)
        met[of, places] = True
        boxes[:, axis] = met.argmax(axis=1)
        boxes[:, 2 + axis] = length - met[:, ::-1].argmax(axis=1)
    return boxes
