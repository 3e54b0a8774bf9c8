"""A made-up style that every shipped network misreads: sevens with a foot, which look like a Z."""

from __future__ import annotations

import json

import numpy as np

from tests.browser.strokes import line

CORNERS = ((80.0, 60.0), (200.0, 60.0), (80.0, 220.0), (200.0, 220.0))
LABEL, READ_AS = 7, 2


def zigzag_file(hands: int, each: int) -> bytes:
    """Return a stroke file: so many such sevens by each of some hands, no two alike."""
    rng = np.random.default_rng(7)
    lines = []
    for hand in range(hands):
        for _ in range(each):
            corners = np.array(CORNERS) + rng.normal(0, 6, (4, 2))
            strokes = [np.round(line(*map(tuple, corners)), 1).tolist()]
            lines.append({"label": LABEL, "writer": f"hand-{hand}", "strokes": strokes})
    return "".join(f"{json.dumps(each)}\n" for each in lines).encode()
