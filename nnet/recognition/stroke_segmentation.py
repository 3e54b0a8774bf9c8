"""Segmentation by strokes: which stroke of the pen drew which pixel of some ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from nnet.strokes.pen import count_curve_points, curve
from nnet.strokes.types import Polyline, Stroke

FRINGE = 2.0
"""Pixels by which a stroke's ink may be wider than the pen: smoothing of edges, and rounding."""

MIN_COSINE = 0.9
"""Of the angle by which a line turns, 26 degrees. Where it turns by as much, a pen of 20 pixels
leaves a quarter of a pixel open at its outer side."""

MAX_CURVE_POINTS = 5_000
"""Points along all strokes beyond which these are not looked at: twelve digits have 600."""

MAX_PAINTED = 10_000_000
"""Pixels in squares of the pen's width at all these points: 0.3 million for twelve digits."""

MAX_COVERED = 16_000_000
"""Pixels of the masks of all strokes: 0.3 million for twelve digits that touch."""

MAX_DISTANCES = 20_000_000
"""From pixels to points of strokes: 0.7 million for twelve digits that touch."""

MAX_DISTANCES_AT_ONCE = 1_000_000
"""What is held in memory of them: 8 MB."""


@dataclass(frozen=True)
class Line:
    """The middle line of a stroke.

    points  (n, 2) float64, along the smoothed stroke
    width   of the ink along it, at most
    """

    points: Polyline
    width: float

    def move(self, right: int, down: int) -> Line:
        """Return it so many pixels farther to the right and further down."""
        return Line(self.points + np.array([right, down]), self.width)


def lines_of_segments(
    strokes: Sequence[Stroke], labels: np.ndarray, count: int
) -> list[list[Line]]:
    """Return for each segment the lines of the strokes that drew it, having most points in it.

    strokes  in pixels of the labels; they may have drawn other ink
    labels   (h, w) which segment each pixel is of, 1 to ``count``; 0 paper

    All lists are empty where strokes do not tell what drew the ink, some of it having been rubbed
    out again, and where they are longer, or wider, than any digits': what they would make of ink
    costs time for each of their points.
    """
    lines: list[list[Line]] = [[] for _ in range(count)]
    if any(stroke.erases for stroke in strokes):
        return lines
    counts = [count_curve_points(stroke.points) for stroke in strokes]
    widths = [stroke.widest + FRINGE for stroke in strokes]
    painted = sum(n * width**2 for n, width in zip(counts, widths, strict=True))
    if sum(counts) > MAX_CURVE_POINTS or painted > MAX_PAINTED:
        return lines
    for stroke, width in zip(strokes, widths, strict=True):
        line = curve(stroke.points)
        met = _labels_along(line, labels, count)
        met[0] = 0
        if met.max() * 2 > len(line):
            lines[int(met.argmax()) - 1].append(Line(line, width))
    return lines


def stroke_pieces(ink: np.ndarray, lines: Sequence[Line], share: float = 1.0) -> np.ndarray | None:
    """Return which stroke each pixel of some ink is of, strokes counted from left to right.

    ink    (h, w) bool
    lines  of the strokes that drew it, in its pixels
    share  of the work that all ink of a picture may take together

    The answer is (h, w) int32, 0 and more on the ink; None where fewer than two strokes drew it,
    and where finding out would take too long. Where strokes cross, a pixel is of the one whose
    middle line is nearest.
    """
    if len(lines) < 2 or len(lines) * ink.size > MAX_COVERED * share:
        return None
    owner, covering = np.zeros(ink.shape, np.int32), np.zeros(ink.shape, np.int32)
    for index, line in enumerate(lines):
        mask = _mask(line, ink.shape) & ink
        owner[mask & (covering == 0)] = index
        covering += mask
    rows, columns = np.nonzero(ink & (covering != 1))
    if len(rows) * sum(len(line.points) for line in lines) > MAX_DISTANCES * share:
        return None
    if len(rows):
        owner[rows, columns] = _nearest(lines, rows, columns)
    pieces = order_pieces(owner, ink)
    return pieces if pieces.max() else None


def _labels_along(line: Polyline, labels: np.ndarray, count: int) -> np.ndarray:
    """Return how many of a line's points lie on each label from 0 to count: (count + 1,)."""
    columns, rows = np.floor(line).astype(np.intp).T
    height, width = labels.shape
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    return np.bincount(labels[rows[inside], columns[inside]], minlength=count + 1)


def _mask(line: Line, shape: tuple[int, ...]) -> np.ndarray:
    """Return the pixels within half its width of a line: (h, w) bool."""
    picture = Image.new("L", (shape[1], shape[0]))
    draw = ImageDraw.Draw(picture)
    radius = line.width / 2
    if len(line.points) > 1:
        draw.line(line.points.ravel().tolist(), 255, max(1, round(line.width)))
    # Pillow's own round joints take ten times as long as all the rest.
    for x, y in [*line.points[[0, -1]].tolist(), *_corners(line).tolist()]:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    return np.asarray(picture) > 0


def _corners(line: Line) -> np.ndarray:
    """Return the points at which a line turns so much that its outer side is open: (n, 2)."""
    steps = np.diff(line.points, axis=0)
    before, after = steps[:-1], steps[1:]
    lengths = np.hypot(before[:, 0], before[:, 1]) * np.hypot(after[:, 0], after[:, 1])
    return line.points[1:-1][(before * after).sum(axis=1) < MIN_COSINE * lengths]


def _nearest(lines: Sequence[Line], rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return for each pixel which line has the point that is nearest to it: (n,)."""
    least, nearest = np.full(len(rows), np.inf), np.zeros(len(rows), np.int32)
    for index, line in enumerate(lines):
        step = max(1, MAX_DISTANCES_AT_ONCE // len(line.points))
        for start in range(0, len(rows), step):
            some = slice(start, start + step)
            distances = _distances(line.points, rows[some], columns[some])
            nearer = distances < least[some]
            least[some][nearer], nearest[some][nearer] = distances[nearer], index
    return nearest


def _distances(line: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return how far each pixel is from the nearest of a line's points, squared: (n,)."""
    pixels = np.stack([columns, rows], axis=1) + 0.5
    squares = (line**2).sum(axis=1) - 2 * pixels @ line.T
    return squares.min(axis=1) + (pixels**2).sum(axis=1)


def order_pieces(owner: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """Return the pieces of some ink named anew, from 0, in the order of their boxes' middles."""
    middles = {}
    for name in np.unique(owner[ink]).tolist():
        columns = np.flatnonzero(((owner == name) & ink).any(axis=0))
        middles[name] = int(columns[0] + columns[-1])
    order = np.zeros(int(owner.max()) + 1, np.int32)
    order[sorted(middles, key=lambda name: middles[name])] = np.arange(len(middles))
    return order[owner]
