"""Drawings as they grow: strokes of ink and of the eraser, as wide as the pen was pressed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from nnet.strokes.pen import FINE, SIDE, curve_pieces
from nnet.strokes.types import Stroke

STEADY_PRESSURE = 0.02
"""Below this difference a stroke is as wide everywhere as at its first point, as on the page."""

INK, PAPER = 0, 255


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
    picture = Image.new("L", (side * FINE, side * FINE), PAPER)
    draw = ImageDraw.Draw(picture)
    for stroke in strokes:
        _draw_stroke(draw, stroke, side * FINE / SIDE)
    return picture.reduce(FINE)


def _draw_stroke(draw: ImageDraw.ImageDraw, stroke: Stroke, scale: float) -> None:
    """Draw a stroke as lines with a disc at each end, which makes ends and corners round."""
    fill = PAPER if stroke.erases else INK
    path, bends = curve_pieces(stroke.points)
    pressure = np.ones(len(stroke.points)) if stroke.pressure is None else stroke.pressure
    if np.all(np.abs(pressure - pressure[0]) < STEADY_PRESSURE):
        pressure = np.full_like(pressure, pressure[0])
    thick = np.maximum(1, np.round(stroke.width * pressure[bends] * scale)).astype(int).tolist()
    # Pillow means the middles of pixels where the canvas means their corners.
    points = [(float(x), float(y)) for x, y in path * scale - 0.5]
    _draw_disc(draw, points[0], thick[0], fill)
    for start, end, width in zip(points, points[1:], thick[1:], strict=False):
        draw.line([start, end], fill=fill, width=width)
        _draw_disc(draw, start, width, fill)
        _draw_disc(draw, end, width, fill)


def _draw_disc(
    draw: ImageDraw.ImageDraw, centre: tuple[float, float], width: int, fill: int
) -> None:
    (x, y), radius = centre, (width - 1) / 2
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
