"""Redrawing: a drawing whose strokes are known, drawn again with the pen that suits a network.

A thick pen closes loops and makes neighbours touch, a thin one all but vanishes in 28 pixels, and a
fast mouse leaves gaps. None of that is in the strokes themselves: where these are sent along with a
picture, and are what it shows, they are drawn again as thick as MNIST's digits are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from nnet.imaging.morphology import dilate
from nnet.imaging.size_normalisation import ink_box
from nnet.pictures.errors import PictureError
from nnet.recognition.stroke_segmentation import FRINGE, MAX_CURVE_POINTS, MAX_PAINTED
from nnet.strokes.pen import count_curve_points, curve, draw_curves
from nnet.strokes.types import Polyline, Stroke

PEN_SHARE = 0.1
"""The new pen's width, as a share of a digit's size."""

MAX_ASPECT = 2.0
"""A stroke that is wider than so many times the height of all ink drew several digits, ..."""

MAX_DIGITS_OF_STROKE = 5
"""... so many at the most: a dash, which has no height, would be drawn as thin as a hair."""

FINE_SIDE = 200
"""Smaller drawings are drawn up to four times as large and then reduced, which smooths edges."""

MAX_FINE_PIXELS = 1_000_000
"""Pixels that may be drawn on for that: a drawing of 280 pixels four times as large has more, one
of 250 has not."""

MIN_AGREEMENT = 0.97
"""So much of the strokes' middle lines must lie on ink, and so much of the ink must be theirs."""

COMPARED_SIDE = 160
"""Both are compared in pictures of at most about so many pixels a side."""


@dataclass(frozen=True)
class Redrawn:
    """A drawing as another pen has drawn it.

    ink      the picture, ``L``, ink 255
    strokes  the same strokes with the new width
    margin   pixels by which the old pen's ink reaches farther to each side
    """

    ink: Image.Image
    strokes: Sequence[Stroke]
    margin: int


def redraw(ink: Image.Image, strokes: Sequence[Stroke]) -> Redrawn | None:
    """Return a picture of ink (``L``, ink 255) drawn again.

    strokes  in pixels of the picture, which they may have nothing to do with

    None where nothing is known of how the ink was drawn: there are no strokes, some of it was
    rubbed out again, or the picture shows something else; and where it would take too long.
    """
    if not strokes or any(stroke.erases for stroke in strokes):
        return None
    counts = [count_curve_points(stroke.points) for stroke in strokes]
    if sum(counts) > MAX_CURVE_POINTS:
        return None
    width = max(PEN_SHARE * _digit_size(strokes), 1.0)
    fine = _fineness(ink, strokes, width)
    before = sum(n * stroke.widest**2 for n, stroke in zip(counts, strokes, strict=True))
    if max(before, sum(counts) * (width * fine) ** 2) > MAX_PAINTED:
        return None
    curves = [curve(stroke.points) for stroke in strokes]
    if not _agree(ink, curves, [stroke.widest for stroke in strokes]):
        return None
    picture = _draw(ink.size, curves, width, fine)
    margin = round((float(np.mean([stroke.width for stroke in strokes])) - width) / 2)
    return Redrawn(picture, [Stroke(stroke.points, width) for stroke in strokes], margin)


def _digit_size(strokes: Sequence[Stroke]) -> float:
    """Return about how large the digits are that strokes draw, in their pixels.

    Strokes of a number stand side by side: a digit is as large as the longest of them, or as high
    as all together. One that is much wider than high drew several digits.
    """
    boxes = [np.ptp(stroke.points, axis=0) for stroke in strokes]
    height = float(np.ptp(np.concatenate([stroke.points[:, 1] for stroke in strokes])))
    longest = max(float(box.max()) for box in boxes)
    if longest > MAX_ASPECT * height:
        longest /= MAX_DIGITS_OF_STROKE
    return max(height, longest)


def _fineness(ink: Image.Image, strokes: Sequence[Stroke], width: float) -> int:
    """Return how many times larger to draw first."""
    points = np.concatenate([stroke.points for stroke in strokes])
    extent = np.minimum(np.ptp(points, axis=0) + width, ink.size)
    wanted = min(max(1, round(FINE_SIDE / max(_digit_size(strokes), 1.0))), 4)
    while wanted > 1 and float(extent.prod()) * wanted**2 > MAX_FINE_PIXELS:
        wanted -= 1
    return wanted


def _agree(ink: Image.Image, curves: Sequence[Polyline], widths: Sequence[float]) -> bool:
    """Return whether a picture shows strokes of these middle lines, as wide as these or less."""
    try:
        left, top, right, bottom = ink_box(ink)
    except PictureError:
        return False
    factor = max(1, -(-max(right - left, bottom - top) // COMPARED_SIDE))
    part = ink.crop((left, top, right, bottom))
    sent = np.asarray(part.reduce(factor) if factor > 1 else part) > 127
    moved = [(line - (left, top)) / factor for line in curves]
    # A pixel more on each side: smoothed edges, and rounding.
    reach = Image.new("L", (sent.shape[1], sent.shape[0]), 255)
    for line, width in zip(moved, widths, strict=True):
        draw_curves(reach, [line], width / factor + FRINGE)
    covered = np.asarray(reach) < 128
    points = np.floor(np.concatenate(moved)).astype(np.intp)
    inside = ((points >= 0) & (points < (sent.shape[1], sent.shape[0]))).all(axis=1)
    columns, rows = points[inside].T
    near = dilate(sent)
    on_ink = int(near[rows, columns].sum()) / len(points)
    theirs = int((sent & covered).sum()) / max(int(sent.sum()), 1)
    return min(on_ink, theirs) >= MIN_AGREEMENT


def _draw(
    size: tuple[int, int], curves: Sequence[Polyline], width: float, fine: int
) -> Image.Image:
    """Return lines drawn by a pen on a picture of some size: ``L``, ink 255."""
    points = np.concatenate(curves)
    low = np.maximum(np.floor(points.min(axis=0) - width), 0).astype(int)
    high = np.minimum(np.ceil(points.max(axis=0) + width), size).astype(int)
    columns, rows = np.maximum(high - low, 1).tolist()
    part = Image.new("L", (columns * fine, rows * fine), 255)
    draw_curves(part, [(line - low) * fine for line in curves], width * fine)
    picture = Image.new("L", size)
    picture.paste(ImageOps.invert(part.reduce(fine) if fine > 1 else part), tuple(low.tolist()))
    return picture
