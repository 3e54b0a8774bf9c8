"""Pictures of filters: blue for weights below 0, orange above, the paler the nearer to 0.

Blue and orange are told apart by every kind of colour vision, and both are dark at their ends, so
that size shows without colour, too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnet.imaging.png import base64_png
from nnet.models.filters import FirstLayer
from webapp.schemas.learning import MAX_FILTER_PICTURES

BLUE, PALE, ORANGE = (8, 81, 156), (247, 246, 242), (179, 71, 0)
LEVELS = 51
"""How many colours there are; an odd number, so that one of them is for 0."""

FULL_COLOUR = 99.5
"""The percentage of weights that the scale covers: one outlier would make all others pale."""

DECIMALS = 6


def describe_first_layer(first: FirstLayer, epoch: int) -> dict[str, Any]:
    """Return the first pictures of a layer on one scale, which is symmetric around 0.

    epoch  that of the network
    """
    shown = first.pictures[:MAX_FILTER_PICTURES]
    limit = find_limit(shown)
    return {
        "epoch": epoch,
        "layer": first.layer,
        "type": first.type,
        "units": len(first.pictures),
        "limit": round(limit, DECIMALS),
        "pictures": [base64_png(picture, PALETTE) for picture in colour_levels(shown, limit)],
    }


def find_limit(pictures: np.ndarray) -> float:
    """Return the weight of the darkest colours."""
    return float(np.percentile(np.abs(pictures), FULL_COLOUR)) or 1.0


def colour_levels(pictures: np.ndarray, limit: float) -> np.ndarray:
    """Return the places of weights in ``PALETTE``: uint8, of the same shape."""
    shares = np.clip(pictures / limit, -1, 1)
    return np.rint((shares + 1) / 2 * (LEVELS - 1)).astype(np.uint8)


def _palette() -> np.ndarray:
    """Return the colours from the lowest to the highest weight: (LEVELS, 3) uint8."""
    places = np.linspace(-1, 1, LEVELS)
    ends = zip(BLUE, PALE, ORANGE, strict=True)
    return np.stack([np.interp(places, (-1, 0, 1), each) for each in ends], axis=1).astype(np.uint8)


PALETTE = _palette()
