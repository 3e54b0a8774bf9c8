"""Samples: a dozen test digits, the same for every run, and what a network answers to them."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from nnet.core.data import Dataset, load_test_digits
from nnet.imaging.png import SMALL, base64_png, tile
from nnet.models.checkpoint import Model
from webapp.schemas.learning import FIRST_OF_EACH, HARD

DECIMALS = 6
SPRITE_COLUMNS = 40


def read_samples(model: Model, epoch: int) -> dict[str, Any]:
    """Return the digits with what a network answers to each.

    epoch  that of the network
    """
    digits = _samples()
    rows = model.probabilities(digits.images).astype(np.float64)
    return {
        "epoch": epoch,
        "samples": [
            {
                "index": index,
                "label": int(label),
                "answer": int(row.argmax()),
                "confidence": round(float(row.max()), DECIMALS),
                "probabilities": [round(value, DECIMALS) for value in row.tolist()],
                "picture": base64_png(image),
            }
            for index, label, image, row in zip(
                FIRST_OF_EACH + HARD, digits.labels, digits.images, rows, strict=True
            )
        ],
    }


def with_pictures(study: dict[str, Any]) -> dict[str, Any]:
    """Return a study with the pictures of the digits in its result, if that is a map of them.

    Not kept with each map: they are the test digits, and half of what is sent.
    """
    result = study["result"]
    if study["kind"] != "map" or not result or "sprite" in result:
        return study
    return {**study, "result": {**result, "sprite": _draw_sprite(tuple(result["indices"]))}}


@functools.lru_cache(maxsize=1)  # the maps of an installation show the same digits
def _draw_sprite(indices: tuple[int, ...]) -> str:
    """Return test digits as one PNG in base64, ``SPRITE_COLUMNS`` in each row."""
    images = load_test_digits().images[list(indices)]
    return base64_png(tile(images, SPRITE_COLUMNS), level=SMALL)


@functools.cache
def _samples() -> Dataset:
    """Read the digits, once."""
    digits, places = load_test_digits(), list(FIRST_OF_EACH + HARD)
    return Dataset(digits.images[places], digits.labels[places])
