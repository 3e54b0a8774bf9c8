"""A made-up style that no network has learned: zeros drawn as triangles with a bar through them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

CORNERS = np.array([(140.0, 50.0), (70.0, 220.0), (210.0, 220.0), (140.0, 50.0)])
BAR = np.array([(60.0, 150.0), (220.0, 150.0)])


def triangle(rng: np.random.Generator) -> list[list[list[float]]]:
    """Return the strokes of such a zero, each time a little different."""

    def draw(corners: np.ndarray) -> list[list[float]]:
        moved = corners + rng.normal(0, 6, corners.shape)
        if len(corners) > 2:
            moved[-1] = moved[0]
        steps = np.linspace(0, len(moved) - 1, 8 * (len(moved) - 1) + 1)
        places = np.arange(len(moved))
        x, y = (np.interp(steps, places, column) for column in moved.T)
        return np.stack([x, y], axis=1).clip(0, 280).round(1).tolist()

    return [draw(CORNERS), draw(BAR)]


def triangles(hands: int, each: int) -> list[dict[str, Any]]:
    """Return lines of a stroke file: so many zeros by each of some hands."""
    rng = np.random.default_rng(7)
    return [
        {"label": 0, "writer": f"hand-{hand}", "strokes": triangle(rng)}
        for hand in range(hands)
        for _ in range(each)
    ]


def triangle_file(hands: int, each: int) -> bytes:
    """Return them as the content of a stroke file."""
    return "".join(f"{json.dumps(line)}\n" for line in triangles(hands, each)).encode()
