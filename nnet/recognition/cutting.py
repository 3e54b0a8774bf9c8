"""Cuts through connected ink where two digits may touch: between strokes, or along seams."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence

import numpy as np

from nnet.recognition.seam_carving import find_seams
from nnet.recognition.segmentation import Segments, bounding_boxes
from nnet.recognition.stroke_segmentation import lines_of_segments, order_pieces, stroke_pieces
from nnet.strokes.types import Stroke

CUT_HEIGHT = 90
"""Seams are sought in a picture reduced to about so many rows."""

MIN_CUT_WIDTH = 0.4
"""Ink is cut where it is wider, and higher, than this share of the line's height."""

MIN_STROKE_CUT_WIDTH = 0.8
"""What one stroke drew is cut, too, where it is wider than this share of that height."""

MAX_CUTS = 14
"""Cuts for each height that ink is wide; most ink has far fewer places to cut."""

MAX_CUT_SEGMENTS = 64
"""Segments that all ink may be cut into. Of sixty numbers of twelve digits, all of whose ink was
cut, the worst had 50; and eight times as many spans of these are looked at as digits."""

APART, MARGIN, MAX_COST = 0.03, 0.06, 0.8
"""Between cuts, from the sides, and through how much ink at most: all in heights of the line."""


def cut(segments: Segments, chosen: Collection[int], strokes: Sequence[Stroke] = ()) -> Segments:
    """Return segments of which the chosen ones are cut wherever two digits may touch, if anywhere.

    strokes  that the ink was drawn with, where they are known: the cuts are between these. Ink of
             one stroke, or of unknown ones, is cut where paths through it cross little of it
    """
    if not chosen:
        return segments
    height = int((segments.boxes[:, 3] - segments.boxes[:, 1]).max())
    reduced = [stroke.map_to(segments.corner, segments.factor) for stroke in strokes]
    lines = lines_of_segments(reduced, segments.labels, len(segments))
    share = 1 / max(1, sum(len(lines[number]) > 1 for number in chosen))
    most = MAX_CUT_SEGMENTS - len(segments)
    labels = np.zeros_like(segments.labels)
    cuts: list[bool] = []
    for number in range(len(segments)):
        left, top, right, bottom = segments.boxes[number].tolist()
        own = segments.labels[top:bottom, left:right] == number + 1
        pieces = None
        if number in chosen:
            moved = [line.move(-left, -top) for line in lines[number]]
            pieces = stroke_pieces(own, moved, share)
            if pieces is None or pieces.max() > most:
                pieces = _seam_pieces(own, height, most)
            else:
                pieces = _cut_wide_pieces(pieces, own, height, most)
        of = np.zeros(1, np.int32) if pieces is None else pieces[own]
        names = np.cumsum(np.bincount(of) > 0) - 1  # of the pieces that have ink, from 0
        cuts += [False] * (number > 0)
        labels[top:bottom, left:right][own] = len(cuts) + 1 + names[of]
        cuts += [True] * int(names[-1])
        most -= int(names[-1])
    boxes = bounding_boxes(labels, len(cuts) + 1)
    return dataclasses.replace(segments, labels=labels, boxes=boxes, cuts=cuts)


def _cut_wide_pieces(pieces: np.ndarray, own: np.ndarray, height: int, most: int) -> np.ndarray:
    """Return the pieces of some ink, of which those that are wide are cut along seams, too.

    Each is a stroke's, and one stroke may have drawn several digits, as many people write zeros.

    pieces  (h, w) int32, from left to right
    own     (h, w) bool, the ink
    height  of the line, in pixels
    most    how many cuts there may be
    """
    count = int(pieces.max()) + 1
    names = np.where(own, pieces + 1, 0)
    finer = pieces * (most + 1)
    left = most - count + 1
    for name, (x, top, right, bottom) in enumerate(bounding_boxes(names, count).tolist(), 1):
        if right - x > MIN_STROKE_CUT_WIDTH * height:
            its = names[top:bottom, x:right] == name
            parts = _seam_pieces(its, height, left)
            if parts is not None:
                finer[top:bottom, x:right][its] += parts[its]
                left -= int(parts[its].max())
    return pieces if left == most - count + 1 else order_pieces(finer, own)


def _seam_pieces(own: np.ndarray, height: int, most: int) -> np.ndarray | None:
    """Return the pieces of some ink between its best cuts, from left to right; None for no cut.

    own     (h, w) bool
    height  of the line, in pixels
    most    how many cuts there may be
    """
    if own.shape[1] <= MIN_CUT_WIDTH * height or own.shape[0] <= MIN_CUT_WIDTH * height:
        return None
    coarse = max(1, round(height / CUT_HEIGHT))
    scale = height / coarse
    seams = find_seams(
        _reduce(own, coarse),
        count=min(round(MAX_CUTS * own.shape[1] / height), most),
        apart=APART * scale,
        margin=MARGIN * scale,
        max_cost=MAX_COST * scale,
    )
    # Each seam adds one to all that lies to the right of it.
    pieces = np.zeros(own.shape, np.int32)
    rows = np.arange(own.shape[0])
    for seam in seams:
        pieces[rows, seam.repeat(coarse)[: len(rows)] * coarse] += 1
    return pieces.cumsum(axis=1, dtype=np.int32)


def _reduce(mask: np.ndarray, factor: int) -> np.ndarray:
    """Return a bool picture so many times smaller: ink where half of the pixels have some."""
    height, width = (-(-side // factor) for side in mask.shape)
    padded = np.zeros((height * factor, width * factor), bool)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    blocks = padded.reshape(height, factor, width, factor)
    return blocks.mean(axis=(1, 3)) >= 0.5
