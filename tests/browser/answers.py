"""Answers as the server gives them, for tests that decide themselves what is read."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# 1 × 1 pixel stands for what the network saw.
INPUT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def reading(
    digit: int, confidence: float = 0.91, box: tuple[int, int, int, int] = (0, 0, 1, 1)
) -> dict[str, Any]:
    """Return one digit of an answer, the other digits being equally unlikely."""
    others = (1 - confidence) / 9
    probabilities = [confidence if each == digit else others for each in range(10)]
    found = {"digit": digit, "confidence": confidence, "probabilities": probabilities}
    return {**found, "box": list(box), "input": INPUT}


def answer(digit: int, confidence: float = 0.91, status: str = "digit") -> dict[str, Any]:
    """Return the answer to a drawing of one digit, or of none that is closest to it."""
    found = reading(digit, confidence)
    return {
        **{"status": status, "digit": digit if status == "digit" else None, "alternatives": None},
        **{"confidence": confidence, "probabilities": found["probabilities"], "digits": [found]},
        **{"text": str(digit), "model": "0" * 12, "elapsed_ms": 1.5},
    }


def number(text: str, confidences: dict[int, float] | None = None) -> dict[str, Any]:
    """Return the answer to a number, whose boxes share the width of the paper.

    confidences  of digits that are less sure than 0.99, by their places
    """
    step = 280 // len(text)
    unsure = confidences or {}
    digits = [
        reading(int(digit), unsure.get(place, 0.99), (place * step + 4, 100, step - 8, 80))
        for place, digit in enumerate(text)
    ]
    return {
        **{"status": "number", "digit": None, "alternatives": None, "probabilities": None},
        **{"confidence": 0.9, "digits": digits, "text": text, "model": "0" * 12},
        "elapsed_ms": 1.5,
    }


def answer_with(page: Page, found: dict[str, Any]) -> None:
    """Let every question of a page be answered so."""
    page.route("**/api/predictions", lambda route: route.fulfill(json=found))
