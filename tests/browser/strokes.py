"""Digits as a person draws them: strokes of many points, on a square of side 280, y downwards."""

from __future__ import annotations

import itertools
import math

Point = tuple[float, float]
Stroke = list[Point]

SIDE = 280


def line(*corners: Point, step: float = 45) -> Stroke:
    """Return points along straight lines from corner to corner."""
    points = [corners[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        count = max(1, round(math.hypot(x1 - x0, y1 - y0) / step))
        points += [
            (x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count) for i in range(1, count + 1)
        ]
    return points


def arc(
    centre: Point, radii: tuple[float, float], start: float, end: float, count: int = 12
) -> Stroke:
    """Return points along an ellipse; angles in degrees, 0 to the right, 90 downwards."""
    return [
        (centre[0] + radii[0] * math.cos(angle), centre[1] + radii[1] * math.sin(angle))
        for angle in (math.radians(start + (end - start) * i / count) for i in range(count + 1))
    ]


DIGITS: dict[int, list[Stroke]] = {
    0: [arc((140, 140), (56, 84), -90, 275, 24)],
    1: [line((150, 52), (136, 228))],
    2: [
        arc((138, 98), (54, 48), -165, 30)
        + line((185, 122), (84, 222))
        + line((90, 222), (204, 220))
    ],
    3: [arc((132, 96), (50, 44), -150, 90) + arc((132, 186), (58, 48), -90, 150)],
    4: [line((108, 56), (84, 152), (204, 150)), line((176, 60), (166, 232))],
    5: [
        line((188, 58), (108, 60), (100, 130)) + arc((136, 172), (54, 52), -125, 145),
    ],
    6: [line((172, 52), (120, 110), (96, 168)) + arc((142, 182), (48, 46), -170, 200, 20)],
    7: [line((82, 64), (200, 62), (130, 232))],
    8: [arc((140, 96), (42, 42), 80, 440, 20) + arc((140, 188), (52, 50), -90, 280, 20)],
    9: [arc((136, 104), (46, 46), 10, -340, 20) + line((182, 96), (170, 232))],
}
