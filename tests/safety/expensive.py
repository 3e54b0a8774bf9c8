"""Requests that are small to send and meant to be costly to answer."""

from __future__ import annotations

import numpy as np
from PIL import Image

from tests.support.pictures import encode
from tests.support.writing import write


def png(ink):
    """Return (h, w) ink, any numbers of which 0 is paper, as a PNG that is black on white."""
    return encode(Image.fromarray(np.where(ink, 0, 255).astype(np.uint8)))


def _comb():
    """Holes in a row: 200,000 pieces of ink, in a picture of 1.4 kB."""
    ink = np.zeros((200, 4096))
    ink[2:198:2, 2:4094:2] = 1
    return ink


def _dots(side=2000, apart=20):
    ink = np.zeros((side, side))
    ink[10::apart, 10::apart] = ink[11::apart, 10::apart] = 1
    return ink


def _two_dots():
    """Two dots so far apart that nothing is left of them where the whole is seen."""
    ink = np.zeros((1000, 4000))
    ink[5, 5] = ink[995, 3995] = 1
    return ink


def _net(height=200, width=4096):
    """Ink in one piece that may be cut anywhere."""
    ink = np.zeros((height, width))
    ink[2:-2:4, 2:-2] = ink[2:-2, 2:-2:4] = 1
    return ink


NOISE = np.random.default_rng(1).random((200, 4096)) < 0.5
ROWS, COLUMNS = np.ogrid[:200, :4096]

NO_DIGITS = {
    "one row of 2,048 components": lambda: np.arange(4096)[None] % 2,
    "a comb of holes": _comb,
    "10,000 dots": _dots,
    "two dots far apart": _two_dots,
    "a line of noise": lambda: NOISE,
    "a chessboard: 400,000 runs of ink in one component": lambda: (ROWS + COLUMNS) % 2,
    "a net that may be cut anywhere": _net,
    "as many bars as are looked at": lambda: (COLUMNS[:, : 33 * 36] % 33 < 30) & (ROWS >= 0),
    "a snake through all of it": lambda: (COLUMNS % 4 == 0) | (ROWS == 199 * (COLUMNS // 4 % 2)),
    "as many digits as are looked at": lambda: np.asarray(write("8" * 36, gap=2)) < 128,
}


def solid(height=1000, width=200):
    """Return ink all over a picture."""
    return np.ones((height, width))


def stroke(points, width=18):
    """Return a stroke as a form takes it."""
    return {"width": width, "points": np.round(points, 1).tolist()}


def pen_stroke(points, width=18, pressure=1.0):
    """Return a stroke as ``POST /api/drawings`` takes it."""
    made = [[round(x, 1), round(y, 1), pressure, 0] for x, y in np.asarray(points).tolist()]
    return {"width": width, "erases": False, "points": made}


def to_and_fro(count, low=0.0, high=190.0):
    """Return points that go from one corner to the other and back."""
    return np.where(np.arange(count)[:, None] % 2, low, high) + np.zeros(2)


FAR = [[9999, 9999], [-9999, -9999]] * 300

STROKES = {
    "as long as strokes may be": [stroke(to_and_fro(11, -9000, 9000), 1000)],
    "as many points as there may be": [stroke([[100 + i % 2, 9.5] for i in range(9000)])] * 2,
    "as long and as wide": [stroke(to_and_fro(1000), 1000)],
    "many strokes": [stroke([[5, 5 * i], [190, 5 * i], [5, 5 * i + 4]], 5) for i in range(199)],
    "many wide strokes": [stroke([[5, 5 * i], [190, 5 * i]], 1000) for i in range(199)],
}

WALK = np.random.default_rng(2).normal(0, 4, (10_000, 2)).cumsum(axis=0)

DRAWINGS = {
    "10,000 points on the paper": [pen_stroke(WALK % 280)],
    "10,000 points in one place, as wide as can be": [pen_stroke([[140, 140]] * 10_000, 100, 4)],
    "200 strokes, as wide as can be": [pen_stroke([[9, 9], [100, 200], [200, 9]], 100, 4)] * 200,
    "a zigzag that may be cut anywhere": [
        pen_stroke([[3 + 2 * i, 120 + 30 * (i % 2)] for i in range(138)], 2)
    ],
    "as many bars as are looked at": [
        pen_stroke([[3 + 7.6 * i, 130], [3 + 7.6 * i, 160]], 3) for i in range(36)
    ],
    "pressed differently at each point": [
        {**pen_stroke([]), "points": [[i % 280, i % 271, 0.5 + i % 3, i] for i in range(4000)]}
    ],
}
