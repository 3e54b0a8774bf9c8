"""A pen of constant width: it draws lines into a picture exactly as the drawing page does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from nnet.imaging.png import encode_png
from nnet.strokes.types import Polyline

SIDE = 280
"""The page's drawing is a square of so many pixels, and pen widths are in these."""

FINE = 4
"""The picture is drawn so many times larger and then reduced, which smooths its edges."""

FLATNESS = 3.0
"""Pixels between neighbouring points along a curve."""


@dataclass(frozen=True)
class Pose:
    """How a digit is drawn on the canvas.

    width   of the pen, in pixels of the canvas
    size    the longer side of the box around all points, as a share of the canvas's side
    across  where that box lies between the left-most (0) and the right-most place (1)
    down    the same from top to bottom
    """

    width: float
    size: float
    across: float
    down: float


def random_pose(
    rng: np.random.Generator, widths: tuple[float, float], sizes: tuple[float, float]
) -> Pose:
    """Return a pose with each of its numbers anywhere within its range, places from 0 to 1."""
    width, size, across, down = rng.uniform(
        (widths[0], sizes[0], 0, 0), (widths[1], sizes[1], 1, 1)
    )
    return Pose(float(width), float(size), float(across), float(down))


def place_strokes(strokes: Sequence[Polyline], pose: Pose) -> list[Polyline]:
    """Return strokes moved and scaled into the canvas, the whole pen within it."""
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = pose.size * SIDE / max(extent.max(), 1e-9) if extent.max() else 1.0
    room = np.maximum(SIDE - extent * scale - pose.width, 0)
    corner = pose.width / 2 + room * (pose.across, pose.down)
    return [(stroke - low) * scale + corner for stroke in strokes]


def draw_strokes(strokes: Sequence[Polyline], width: float, fine: int = FINE) -> Image.Image:
    """Return strokes in canvas coordinates as an ``L`` picture, black on white.

    fine  how many times larger it is drawn first; 1 is quick and leaves the edges rough
    """
    return draw_enlarged(strokes, width, fine).reduce(fine)


def draw_enlarged(strokes: Sequence[Polyline], width: float, scale: float) -> Image.Image:
    """Return strokes as an ``L`` picture so many times as large as the canvas, edges rough.

    As on the page (static/js/ink/stroke_renderer.js): round ends and corners, and from midpoint to
    midpoint a quadratic curve whose control is the point between.
    """
    side = round(SIDE * scale)
    picture = Image.new("L", (side, side), 255)
    draw_curves(picture, [curve(stroke) * scale for stroke in strokes], width * scale)
    return picture


def draw_curves(picture: Image.Image, lines: Sequence[Polyline], width: float) -> None:
    """Draw black lines on an ``L`` picture, with round ends and corners.

    lines  of points near each other, such as ``curve`` returns, in pixels of the picture
    """
    draw = ImageDraw.Draw(picture)
    thick = max(1, round(width))
    radius = (thick - 1) / 2
    for line in lines:
        # Pillow means the middles of pixels where the canvas means their corners.
        path = [(x, y) for x, y in (line - 0.5).tolist()]
        if len(path) > 1:
            draw.line(path, fill=0, width=thick)
        # Its lines end flat and have gaps at corners: a disc at each point closes both.
        for x, y in path:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)


def draw_png(strokes: Sequence[Polyline], pose: Pose) -> bytes:
    """Return what the page would send of strokes drawn in a pose."""
    picture = draw_strokes(place_strokes(strokes, pose), pose.width)
    return encode_png(np.asarray(picture))


def curve(points: Polyline) -> Polyline:
    """Return points at most ``FLATNESS`` apart along the smoothed stroke."""
    return curve_pieces(points)[0]


def count_curve_points(points: Polyline) -> int:
    """Return how many points ``curve`` would return, without making them."""
    if len(points) < 3:
        return len(points)
    return int(_count_steps(*_bends(points), FLATNESS).sum()) + 2


def curve_pieces(points: Polyline, flatness: float = FLATNESS) -> tuple[Polyline, np.ndarray]:
    """Return the points of ``curve``, and for each of them which given point bends it there.

    The first is (m, 2), the second (m,), places among the given points.

    flatness  how far apart they are, at most
    """
    if len(points) < 3:
        return points, np.arange(len(points))
    starts, controls, ends = bends = _bends(points)
    steps = _count_steps(*bends, flatness)
    # All pieces at once: each one's steps, and how far along it each step is.
    piece = np.repeat(np.arange(len(steps)), steps)
    before = np.cumsum(steps) - steps
    t = ((np.arange(len(piece)) - before[piece] + 1) / steps[piece])[:, None]
    start, control, end = starts[piece], controls[piece], ends[piece]
    along = (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end
    places = np.concatenate([[1], piece + 1, [len(points) - 1]])
    return np.concatenate([points[:1], along, points[-1:]]), places


def _bends(points: Polyline) -> tuple[Polyline, Polyline, Polyline]:
    """Return where each quadratic piece of a stroke starts, its control, and where it ends."""
    controls = points[1:-1]
    middles = (controls[:-1] + controls[1:]) / 2
    starts = np.concatenate([points[:1], middles])
    ends = np.concatenate([middles, (points[-2:-1] + points[-1:]) / 2])
    return starts, controls, ends


def _count_steps(
    starts: Polyline, controls: Polyline, ends: Polyline, flatness: float
) -> np.ndarray:
    """Return in how many steps of about this length each piece is gone along: (pieces,)."""
    lengths = np.abs(controls - starts).sum(axis=1) + np.abs(ends - controls).sum(axis=1)
    return np.maximum(1, np.round(lengths / flatness).astype(np.intp))
