"""Test pictures of the data that networks learned from, and what is said where there are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from nnet.core.data import DataError, Dataset, load_test_digits
from nnet.datasets.description import classes_of
from nnet.datasets.library import DataLibrary
from webapp.http.problems import Problem, conflict
from webapp.inference.cache import Cache, Turn

MAX_KEPT = 2
"""Test parts that are kept, 16 MB each at the most."""

Described = Mapping[str, Any] | None
"""What a configuration says of its data; None for MNIST."""


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


def reads_no_drawings(described: Described) -> Problem:
    """Return the problem of a network that would have to read drawings, and has other classes."""
    return conflict(
        gettext(
            "This run's network reads the %(count)s classes of the data set %(name)s. Drawings are "
            "read by networks of the ten digits alone.",
            count=len(classes_of(described)),
            name="" if described is None else described["name"],
        )
    )
