"""Drawings as they grow: strokes of ink and of the eraser, as wide as the pen was pressed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import mul

import numpy as np
from PIL import Image, ImageDraw

from nnet.strokes.pen import FINE, FLATNESS, SIDE, count_curve_points, curve_pieces
from nnet.strokes.types import Stroke

STEADY_PRESSURE = 0.02
"""Below this difference a stroke is as wide everywhere as at its first point, as on the page."""

INK, PAPER = 0, 255

MAX_WORK = 1_000_000
"""What all points of a drawing may cost to draw, as ``_work_of_point`` counts: 5,800 points of the
page's usual pen. Twelve digits have 600; of 6,495 doodles, one in a thousand has 4,300. Where it
would be more, points are drawn farther apart."""


def first_points(strokes: Sequence[Stroke], count: int) -> list[Stroke]:
    """Return a drawing as it was when so many of its points had been made."""
    kept: list[Stroke] = []
    for stroke in strokes:
        if count <= 0:
            break
        kept.append(stroke.beginning(count))
        count -= len(stroke.points)
    return kept


def moments(strokes: Sequence[Stroke], most: int) -> list[int]:
    """Return how many points a drawing has at moments of its making, ``most`` at most.

    They are evenly apart, and the last one is the whole drawing. The end of each stroke is among
    them as long as that makes not too many.
    """
    ends = np.cumsum([len(stroke.points) for stroke in strokes])
    if len(ends) >= most:
        ends = ends[-1:]
    even = np.linspace(0, ends[-1], most - len(ends) + 1)[1:].round().astype(int)
    return sorted({*even.tolist(), *ends.tolist()} - {0})


def draw_sketch(strokes: Sequence[Stroke], side: int = SIDE) -> Image.Image:
    """Return a drawing as an ``L`` picture so many pixels wide and high, black on white.

    As on the page, see static/js/ink/stroke_renderer.js: erasing is painting with paper.
    """
    (picture,) = draw_growing(strokes, [sum(len(stroke.points) for stroke in strokes)], side)
    return picture


def draw_growing(
    strokes: Sequence[Stroke], counts: Sequence[int], side: int = SIDE
) -> Iterator[Image.Image]:
    """Yield the pictures of a drawing as it was when so many of its points had been made.

    Each is the ``draw_sketch`` of its ``first_points``, but no ink is drawn again for each of them.

    counts  ascending, from 1 to the number of all points
    """
    scale = side * FINE / SIDE
    spacing = _spacing(strokes, scale)
    paper = Image.new("L", (side * FINE, side * FINE), PAPER)
    before = 0
    for stroke in strokes:
        if not counts or before >= counts[-1]:
            return
        after = before + len(stroke.points)
        fill = PAPER if stroke.erases else INK
        settled, drawn = paper, _NOWHERE
        for count in [count for count in counts if before < count < after]:
            trace = _trace(stroke.beginning(count - before), scale, spacing)
            if settled is paper or not trace.begins_with(drawn):
                settled, drawn = paper.copy(), _NOWHERE
            # The way to its last point is another one as soon as there is a further point.
            stays = trace.part(0, -1)
            _draw(settled, stays.after(drawn), fill)
            drawn, shown = stays, settled.copy()
            _draw(shown, trace.after(drawn), fill)
            yield shown.reduce(FINE)
        trace = _trace(stroke, scale, spacing)
        if trace.begins_with(drawn):
            paper = settled
        else:
            drawn = _NOWHERE
        _draw(paper, trace.after(drawn), fill)
        if after in counts:
            yield paper.reduce(FINE)
        before = after


@dataclass(frozen=True)
class _Trace:
    """The way of a pen on fine paper.

    places  (n, 2) float64, the points of which each is reached in a straight line
    widths  (n,) of the line to each, and of the disc at the first one
    """

    places: np.ndarray
    widths: np.ndarray

    def part(self, start: int, end: int | None = None) -> _Trace:
        return _Trace(self.places[start:end], self.widths[start:end])

    def begins_with(self, other: _Trace) -> bool:
        n = len(other.places)
        return np.array_equal(self.places[:n], other.places) and np.array_equal(
            self.widths[:n], other.widths
        )

    def after(self, other: _Trace) -> _Trace:
        """Return how it goes on where another one that it begins with ends."""
        return self.part(max(len(other.places) - 1, 0))


_NOWHERE = _Trace(np.empty((0, 2)), np.empty(0, np.intp))


def _trace(stroke: Stroke, scale: float, spacing: float) -> _Trace:
    """Return the way of a stroke on paper so many times larger than the drawing's.

    spacing  pixels of the drawing between any two of its points, at least; 0 for all points
    """
    path, bends = curve_pieces(stroke.points, max(FLATNESS, spacing))
    if spacing:
        steps = np.hypot(*np.diff(path, axis=0).T)
        passed = np.concatenate([[-1.0], steps.cumsum() // spacing])
        kept = np.diff(passed, append=np.inf) > 0
        path, bends = path[kept], bends[kept]
    pressure = np.ones(len(stroke.points)) if stroke.pressure is None else stroke.pressure
    if np.all(np.abs(pressure - pressure[0]) < STEADY_PRESSURE):
        pressure = np.full_like(pressure, pressure[0])
    widths = np.maximum(1, np.round(stroke.width * pressure[bends] * scale)).astype(np.intp)
    # Pillow means the middles of pixels where the canvas means their corners.
    return _Trace(path * scale - 0.5, widths)


def _spacing(strokes: Sequence[Stroke], scale: float) -> float:
    """Return how far apart points of a drawing have to be for it not to take too long."""
    work = [_work_of_point(stroke.widest * scale) for stroke in strokes]
    if sum(map(mul, work, (count_curve_points(stroke.points) for stroke in strokes))) <= MAX_WORK:
        return 0.0
    lengths = (float(np.abs(np.diff(stroke.points, axis=0)).sum()) for stroke in strokes)
    return max(FLATNESS, sum(map(mul, work, lengths)) / MAX_WORK)


def _work_of_point(width: float) -> float:
    """Return about what a line and a disc so wide cost to draw, in rows of narrow discs."""
    return 100 + width + width**2 / 1000


def _draw(picture: Image.Image, trace: _Trace, fill: int) -> None:
    """Draw lines with a disc at each end, which makes ends and corners round."""
    draw = ImageDraw.Draw(picture)
    places, widths = [(x, y) for x, y in trace.places.tolist()], trace.widths.tolist()
    if widths and (len(widths) == 1 or widths[0] != widths[1]):
        _draw_discs(draw, places[:1], widths[0], fill)
    # All lines of one width at once.
    changes = np.flatnonzero(np.diff(trace.widths[1:])) + 2
    for first, end in pairwise([1, *changes.tolist(), len(places)]):
        if first < end:
            draw.line(places[first - 1 : end], fill=fill, width=widths[first])
            _draw_discs(draw, places[first - 1 : end], widths[first], fill)


def _draw_discs(
    draw: ImageDraw.ImageDraw, centres: Sequence[tuple[float, float]], width: int, fill: int
) -> None:
    radius = (width - 1) / 2
    for x, y in centres:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
