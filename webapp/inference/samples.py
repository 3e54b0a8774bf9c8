"""Test pictures of the data that a network learned from, and a dozen of them with its answers."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
from flask_babel import gettext

from nnet.core.data import DataError, Dataset, load_test_digits
from nnet.datasets.description import classes_of
from nnet.datasets.library import DataLibrary
from nnet.datasets.parts import choose_evenly
from nnet.imaging.png import SMALL, base64_png, tile
from nnet.models.checkpoint import Model
from webapp.http.problems import conflict
from webapp.inference.cache import Cache, Turn
from webapp.schemas.learning import FIRST_OF_EACH, HARD

DECIMALS = 6
SPRITE_COLUMNS = 40
SHOWN = len(FIRST_OF_EACH + HARD)

MAX_KEPT = 2
"""Test parts that are kept, 16 MB each at the most."""

Described = Mapping[str, Any] | None
"""What a configuration says of its data; None for MNIST."""

_sprites: Cache[tuple[str, tuple[int, ...]], str] = Cache(2)
"""Of the maps that were asked for last: those of an installation show the same digits."""


class TestedPictures:
    """Test pictures of the data sets that were asked for last; threads may share it.

    library  where data sets are
    turn     makes what is held while one is read, which takes seconds
    """

    def __init__(self, library: DataLibrary, turn: Turn) -> None:
        self.library = library
        self._cache: Cache[str, Dataset] = Cache(MAX_KEPT, turn)

    def of(self, described: Described) -> Dataset:
        """Return the pictures that a network is tested on; raises 409 where they are not here."""
        if described is None:
            return load_test_digits()
        try:
            return self._cache.get(described["sha256"], lambda: self._read(described))
        except DataError:
            raise conflict(
                gettext(
                    "This run learned from the data set %(name)s, which is not on this server as "
                    "it was then. Its owner can put it below the folder that DATA_DIRECTORY names.",
                    name=described["name"],
                )
            ) from None

    def _read(self, described: Mapping[str, Any]) -> Dataset:
        """Read a data set and keep its test part alone."""
        test = self.library.splits(described).test
        return Dataset(test.images.copy(), test.labels.copy())


def read_samples(model: Model, epoch: int, pictures: TestedPictures) -> dict[str, Any]:
    """Return the digits with what a network answers to each.

    epoch     that of the network
    pictures  those of its data, if that is not MNIST
    """
    data = model.config.data
    places, digits = _samples() if data is None else choose_samples(pictures.of(data))
    rows = model.probabilities(digits.images).astype(np.float64)
    return {
        "classes": model.config.classes,
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
                places, digits.labels, digits.images, rows, strict=True
            )
        ],
    }


def with_pictures(
    study: dict[str, Any], described: Described, pictures: TestedPictures
) -> dict[str, Any]:
    """Return a study with the pictures of the digits in its result, if that is a map of them.

    Not kept with each map: they are the test digits, and half of what is sent.

    described  the data that the study's network learned from
    pictures   those of that data
    """
    result = study["result"]
    if study["kind"] != "map" or not result or "sprite" in result:
        return study
    indices = tuple(result["indices"])

    def draw() -> str:
        """Return test digits as one PNG in base64, ``SPRITE_COLUMNS`` in each row."""
        images = pictures.of(described).images[list(indices)]
        return base64_png(tile(images, SPRITE_COLUMNS), level=SMALL)

    digest = "" if described is None else described["sha256"]
    sprite = _sprites.get((digest, indices), draw)
    return {**study, "result": {**result, "sprite": sprite, "classes": classes_of(described)}}


@functools.cache
def _samples() -> tuple[list[int], Dataset]:
    """Read MNIST's digits, once."""
    digits, places = load_test_digits(), list(FIRST_OF_EACH + HARD)
    return places, Dataset(digits.images[places], digits.labels[places])


def choose_samples(tested: Dataset) -> tuple[list[int], Dataset]:
    """Return the first pictures of each class, or of a dozen classes, and their places."""
    labels = np.unique(tested.labels)
    labels = labels[choose_evenly(len(labels), SHOWN)]
    by_class = [np.flatnonzero(tested.labels == label)[:SHOWN].tolist() for label in labels]
    rounds = [rows[nth] for nth in range(SHOWN) for rows in by_class if nth < len(rows)]
    places = rounds[:SHOWN]
    return places, Dataset(tested.images[places], tested.labels[places])
