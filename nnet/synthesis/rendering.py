"""Rendering: strokes as the pictures of many pens, canvases and hands, to learn from.

What reaches a network is scaled to 20 pixels, so that of a pen only its share of the digit's size
matters. Other things matter besides: a mouse that is too fast leaves dots, a small canvas large
pixels, and not every program smooths its lines.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import ImageOps

from nnet.imaging.size_normalisation import normalise
from nnet.strokes.pen import SIDE, Pose, curve, draw_enlarged, place_strokes
from nnet.strokes.types import Polyline

SIZE = 0.7
"""How large each is drawn; being scaled to 20 pixels afterwards, only the pen's share matters."""

PEN_SHARES = (0.012, 0.42)
"""The pen's narrowest and widest, as shares of the longer side: 2 of 170 and 40 of 98 pixels."""

DOTTED = 0.06
"""How many are drawn in dots, with gaps between."""

ANGULAR = 0.15
"""How many are drawn without smoothing, from point to point."""

COARSE = 0.25
"""How many are drawn on a small canvas, half of them in full black and white."""

COARSE_FACTORS = (4, 10)
"""How many times smaller such a canvas is than the page's: a digit is 20 to 49 pixels there."""

UNDERLINED = 0.02
"""How many have a line below, as some people mark which way up a digit is."""


def pen_width(
    rng: np.random.Generator, shares: tuple[float, float] = PEN_SHARES, size: float = SIZE
) -> float:
    """Return a pen's width in pixels of the canvas, narrow ones as likely as broad ones.

    shares  the narrowest and the widest, of the drawing's longer side
    size    that side, as a share of the canvas
    """
    low, high = np.log(shares)
    return size * SIDE * float(np.exp(rng.uniform(low, high)))


def render(
    strokes: Sequence[Polyline],
    rng: np.random.Generator,
    shares: tuple[float, float] = PEN_SHARES,
) -> np.ndarray:
    """Return a drawing as a network would see it, its pen and canvas chosen at random.

    (28, 28) uint8, ink 255.

    shares  of the pen, as ``pen_width`` takes them
    """
    width = pen_width(rng, shares)
    form, dots, angles, below = rng.random(4)
    coarse = form < COARSE
    if coarse:  # one pixel is the thinnest
        factor = int(rng.integers(COARSE_FACTORS[0], COARSE_FACTORS[1] + 1))
        width = max(width, factor * rng.uniform(0.8, 1.2))
    placed = place_strokes(strokes, Pose(width, SIZE, 0.5, 0.5))
    if angles < ANGULAR:
        placed = [_densify(stroke) for stroke in placed]
    if below < UNDERLINED:
        placed.append(_underline(placed, rng))
    if dots < DOTTED and width > 3:
        placed = _dot(placed, width, rng)
    # Broad pens need no fine canvas, and drawing there takes four times as long.
    scale = 1.0 if width < 16 else 0.5
    picture = ImageOps.invert(draw_enlarged(placed, width, scale))
    if coarse:
        reduced = picture.reduce(round(factor * scale))
        crisp = reduced.point((255 * (np.arange(256) > 110)).tolist())
        picture = crisp if form < COARSE / 2 and crisp.getbbox() else reduced
    return normalise(picture).pixels


def _densify(stroke: Polyline) -> Polyline:
    """Return a stroke with so many points that smoothing leaves its corners."""
    if len(stroke) < 2:
        return stroke
    places = np.linspace(0, len(stroke) - 1, 4 * len(stroke) - 3)
    known = np.arange(len(stroke))
    return np.stack([np.interp(places, known, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _underline(strokes: Sequence[Polyline], rng: np.random.Generator) -> Polyline:
    """Return a nearly level line below."""
    points = np.concatenate(strokes)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    height = max(bottom - top, 1.0)
    reach = rng.uniform(0.05, 0.3, 2) * height
    y = bottom + rng.uniform(0.06, 0.2) * height + rng.normal(0, 0.02, 2) * height
    return np.array([[left - reach[0], y[0]], [right + reach[1], y[1]]])


def _dot(strokes: Sequence[Polyline], width: float, rng: np.random.Generator) -> list[Polyline]:
    """Return strokes in pieces between which there is paper."""
    dash, gap = width * rng.uniform(0.02, 1.2), width * rng.uniform(1.1, 1.7)
    pieces: list[Polyline] = []
    for stroke in strokes:
        line = curve(stroke)
        steps = np.hypot(*np.diff(line, axis=0).T)
        along = np.concatenate([[0.0], steps.cumsum()])
        for start in np.arange(0, max(along[-1], 1e-6), dash + gap):
            places = np.array([start, min(start + dash, along[-1])])
            piece = [np.interp(places, along, line[:, axis]) for axis in (0, 1)]
            pieces.append(np.stack(piece, axis=1))
    return pieces
