"""Drawings as the page shares them, for tests over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tests.browser.strokes import DIGITS, Stroke

WIDTH = 18


def sketch(
    strokes: Iterable[Stroke], width: float = WIDTH, erases: bool = False
) -> list[dict[str, Any]]:
    """Return strokes as ``POST /api/drawings`` takes them, ten milliseconds from point to point."""
    time = 0
    made = []
    for stroke in strokes:
        points: list[Sequence[float]] = []
        for x, y in stroke:
            points.append([round(x, 1), round(y, 1), 1, time])
            time += 10
        made.append({"width": width, "erases": erases, "points": points})
    return made


def digit(which: int) -> list[dict[str, Any]]:
    """Return a drawing of a digit."""
    return sketch(DIGITS[which])


def share(client, strokes):
    """Return what sharing a drawing answers."""
    response = client.post("/api/drawings", json={"strokes": strokes})
    assert response.status_code == 201, response.json
    return response.json
