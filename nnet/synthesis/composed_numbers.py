"""Numbers composed of single digits, to learn from and to measure on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnet.strokes.pen import SIDE, Pose, curve, place_strokes
from nnet.strokes.types import PenDigit

PEN_SHARES = (0.08, 0.2)
"""The pen's width, as a share of the digits' height."""

GAPS = (0.05, 0.4)
"""The paper between neighbours, as a share of their height."""

OVERLAPS = (0.0, 0.3)
"""How deep touching neighbours' inks lie in each other, as a share of the pen's width."""

HOLLOW = 0.3
"""How far neighbours' boxes may overlap, as a share of the narrower one's width."""

SIZES = (0.7, 0.92)
"""How wide or high a number is, as a share of the canvas."""

SLOPES = (-0.15, 0.15)
"""How far the line falls with each step to the right."""


def compose(
    digits: Sequence[PenDigit], rng: np.random.Generator, touching: bool
) -> tuple[list[list[np.ndarray]], float]:
    """Return digits written side by side: the strokes of each, and the pen's width, in heights.

    touching  whether each one's ink touches the next one's, or there is paper between
    """
    width = float(rng.uniform(*PEN_SHARES))
    slope = float(rng.uniform(*SLOPES))
    written: list[list[np.ndarray]] = []
    for digit in digits:
        points = np.concatenate(digit.strokes)
        low, extent = points.min(axis=0), np.ptp(points, axis=0)
        scale = rng.uniform(0.85, 1.1) / max(extent[1], extent[0] / 1.5, 1e-9)
        drop = 1 - extent[1] * scale + rng.normal(0, 0.04)
        own = [(stroke - low) * scale + (0, drop) for stroke in digit.strokes]
        if written:
            gap = width * (1 - rng.uniform(*OVERLAPS)) if touching else width + rng.uniform(*GAPS)
            before = _dense([s for other in written for s in other])
            shift = _shift(before, _dense(own), float(gap))
            # Nobody writes one digit into the hollow of another: a 2 into a 6, a 1 under a 7.
            narrower = min(np.ptp(points[:, 0]) * scale, np.ptp(_dense(written[-1])[:, 0]))
            shift = max(shift, before[:, 0].max() - HOLLOW * narrower)
            own = [stroke + np.array([shift, slope * shift]) for stroke in own]
        written.append(own)
    return written, width


def pose_number(
    digits: Sequence[PenDigit], rng: np.random.Generator, touching: bool
) -> tuple[list[list[np.ndarray]], float]:
    """Return a number somewhere on the canvas: the strokes of each digit, and the pen's width."""
    written, share = compose(digits, rng, touching)
    strokes = [stroke for own in written for stroke in own]
    extent = np.ptp(np.concatenate(strokes), axis=0).max()
    size = float(rng.uniform(*SIZES))
    width = max(1.0, share * size * SIDE / extent)
    pose = Pose(width, min(size, 1 - width / SIDE), *rng.uniform(0, 1, 2).tolist())
    on_canvas = iter(place_strokes(strokes, pose))
    return [[next(on_canvas) for _ in own] for own in written], width


def _shift(left: np.ndarray, right: np.ndarray, distance: float) -> float:
    """Return how far to move some points to the right until the nearest are so far apart."""
    dy = np.abs(left[:, None, 1] - right[None, :, 1])
    dx = left[:, None, 0] - right[None, :, 0]
    near = dy < distance
    if not near.any():
        return float(left[:, 0].max())
    return float((dx[near] + np.sqrt(distance**2 - dy[near] ** 2)).max())


def _dense(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """Return points all along the strokes, as the pen smooths them: (n, 2)."""
    return np.concatenate([curve(stroke * 100) / 100 for stroke in strokes])
