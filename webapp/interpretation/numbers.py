"""Numbers of a network as they go over the wire: rounded, or as the grey values of a picture."""

from __future__ import annotations

import numpy as np

SIGNIFICANT = 7
"""Digits of a number over the wire: as many as float32 has."""


def round_number(value: float) -> float:
    """Return a number without digits that float32 does not have."""
    return float(f"{value:.{SIGNIFICANT}g}")


def list_numbers(values: np.ndarray) -> list[float]:
    """Return the numbers of a (n,) array, rounded, as a list."""
    return [round_number(value) for value in values.tolist()]


def scale_to_grey(pictures: np.ndarray) -> tuple[np.ndarray, dict[str, float]]:
    """Return numbers as grey values, and the numbers that are black and white.

    pictures  of any shape; what is returned has the same, uint8. Black is the lowest number, at
              the most 0, and white the highest.
    """
    low, high = min(0.0, float(pictures.min())), float(pictures.max())
    scaled = (pictures - low) * (255 / (high - low) if high > low else 0)
    scale = {"minimum": round_number(low), "maximum": round_number(high)}
    return np.rint(scaled).astype(np.uint8), scale
