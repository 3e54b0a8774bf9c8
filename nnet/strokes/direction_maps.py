"""Direction maps: the strokes of one digit as small pictures of where the pen went which way.

What a picture of ink leaves out: a 5 whose belly is closed and a 6 have nearly the same ink, but a
pen draws them in other directions and another order. Directions are spread over neighbouring maps
and pixels, as in Z.-L. Bai and Q. Huo, "A study on the use of 8-directional features for online
handwritten Chinese character recognition", 2005. Beside these eight maps there is one of when the
pen was where, one each of where strokes begin and end, and one of the pen's ways through the air.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnet.strokes.types import Polyline

MAP_SIDE = 14
DIGIT_SIDE = 10.0
"""Pixels that the longer side of a digit has in a map, whose middle is the digit's."""

DIRECTIONS = 8
TIME, BEGINNINGS, ENDS, AIR = range(DIRECTIONS, DIRECTIONS + 4)
"""The maps after those of the directions."""

MAPS = AIR + 1

STEP = 0.4
"""Pixels between neighbouring points once strokes are gone along in equal steps, which makes speed
and number of points alike and smooths a mouse's whole pixels."""

MAX_STEPS = 600
"""In how many steps all strokes are gone along at most, longer ones if need be: people's digits
have some 70."""

AIR_STEPS = 12
"""In how many steps a way through the air is gone along."""

MAX_STROKES = 60
"""How many strokes are looked at: people's digits have at most five."""

FULL = 1.5
"""Pixels of line in one pixel, or beginnings or ends in it, that are as much as a map can say."""

Marks = tuple[np.ndarray, np.ndarray, np.ndarray]
"""(n, 2) places in pixels of a map, (n,) in which map, (n,) how much."""


def direction_maps(strokes: Sequence[Polyline]) -> np.ndarray:
    """Return the maps of a digit's strokes, in any unit: (14, 14, 12) uint8, 0 is nothing.

    strokes  at least one, in the order in which they were drawn; of each at least one point
    """
    lines = [_equal_steps(line, step) for line, step in _scaled(strokes)]
    marks = [*_along(lines), *_at_ends(lines)]
    places, maps, amounts = (np.concatenate(part) for part in zip(*marks, strict=True))
    places = np.clip(places, 0, MAP_SIDE - 1.001)
    corners = np.floor(places).astype(np.intp)
    right, down = (places - corners).T
    index = (corners[:, 1] * MAP_SIDE + corners[:, 0]) * MAPS + maps
    row = MAP_SIDE * MAPS
    indices = np.concatenate([index, index + MAPS, index + row, index + row + MAPS])
    shares = [(1 - right) * (1 - down), right * (1 - down), (1 - right) * down, right * down]
    totals = np.bincount(
        indices, np.concatenate([amounts * share for share in shares]), MAP_SIDE**2 * MAPS
    )
    levels = np.minimum(np.rint(totals * (255 / FULL)), 255).astype(np.uint8)
    return levels.reshape(MAP_SIDE, MAP_SIDE, MAPS)


def _scaled(strokes: Sequence[Polyline]) -> Iterator[tuple[Polyline, float]]:
    """Yield each stroke in pixels of a map, and the step in which to go along it."""
    strokes = strokes[:MAX_STROKES]
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = DIGIT_SIDE / max(float(extent.max()), 1e-9)
    corner = (MAP_SIDE - 1) / 2 - extent * scale / 2
    lines = [(stroke - low) * scale + corner for stroke in strokes]
    total = sum(float(_lengths(line).sum()) for line in lines)
    step = max(STEP, total / (MAX_STEPS - MAX_STROKES))
    for line in lines:
        yield line, step


def _equal_steps(line: Polyline, step: float) -> Polyline:
    """Return points along a line, as far from each other as each other: at least two."""
    along = np.concatenate([[0.0], np.cumsum(_lengths(line))])
    count = max(1, round(float(along[-1]) / step))
    at = np.linspace(0, along[-1], count + 1)
    return np.stack([np.interp(at, along, line[:, axis]) for axis in (0, 1)], axis=1)


def _lengths(line: Polyline) -> np.ndarray:
    """Return how long each piece of a line is: (n - 1,)."""
    pieces = np.diff(line, axis=0)
    return np.hypot(pieces[:, 0], pieces[:, 1])


def _along(lines: Sequence[Polyline]) -> Iterator[Marks]:
    """Yield what the pen draws: each step in its two nearest directions, and when it was gone."""
    middles = np.concatenate([(line[1:] + line[:-1]) / 2 for line in lines])
    steps = np.concatenate([np.diff(line, axis=0) for line in lines])
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    turn = np.arctan2(steps[:, 1], steps[:, 0]) * (DIRECTIONS / (2 * np.pi)) % DIRECTIONS
    lower = np.floor(turn)
    nearness = turn - lower
    first = lower.astype(np.intp) % DIRECTIONS
    yield middles, first, lengths * (1 - nearness)
    yield middles, (first + 1) % DIRECTIONS, lengths * nearness
    ends = np.cumsum(lengths)
    when = (ends - lengths / 2) / max(float(ends[-1]), 1e-9)
    yield middles, np.full(len(middles), TIME), lengths * when


def _at_ends(lines: Sequence[Polyline]) -> Iterator[Marks]:
    """Yield where strokes begin and end, and the ways through the air between them."""
    heads, tails = (np.stack([line[end] for line in lines]) for end in (0, -1))
    yield heads, np.full(len(lines), BEGINNINGS), np.ones(len(lines))
    yield tails, np.full(len(lines), ENDS), np.ones(len(lines))
    ways = heads[1:] - tails[:-1]
    shares = (np.arange(AIR_STEPS) + 0.5) / AIR_STEPS
    places = tails[:-1] + ways * shares[:, None, None]
    lengths = np.tile(np.hypot(ways[:, 0], ways[:, 1]) / AIR_STEPS, AIR_STEPS)
    yield places.reshape(-1, 2), np.full(len(lengths), AIR), lengths
