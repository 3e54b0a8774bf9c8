"""Parts of a data set as their files have them, and the bounds of what is read of them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import numpy as np

from nnet.core.data import IMAGE_SIDE, DataError
from nnet.datasets.description import MAX_CLASS_NAME, MAX_CLASSES, MIN_CLASSES, is_name

PIXELS = IMAGE_SIDE * IMAGE_SIDE
BLOCK = 1000
"""Pictures that are read at once."""


@dataclass(frozen=True)
class RawPart:
    """Pictures with labels, as their files have them.

    images  (n, 28, 28) uint8
    labels  n texts
    place   says where the picture of a number is found: its file, and its place there
    total   how many there are in the files, where not all were taken
    """

    images: np.ndarray
    labels: list[str]
    place: Callable[[int], str]
    total: int


@dataclass(frozen=True)
class RawData:
    """What the files of a folder hold.

    form       how they are made, in words
    learning   to learn from and to choose on
    test       to test on; None where it is still to be held out
    stems      the beginnings of the files' names, by which EMNIST is known
    are_names  whether labels were chosen as names
    """

    form: str
    learning: RawPart
    test: RawPart | None
    stems: list[str]
    are_names: bool


def choose_evenly(count: int, most: int) -> np.ndarray:
    """Return which of so many rows are taken, at most ``most``, evenly from all: (n,) int64."""
    taken = min(count, most)
    return np.arange(taken, dtype=np.int64) * count // max(taken, 1)


@contextmanager
def open_plain(path: Path) -> Iterator[IO[bytes]]:
    """Yield a plain or gzip-compressed file, uncompressed; raises ``DataError`` for a damaged one.

    No more of it is uncompressed than is read.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            yield cast(IO[bytes], stream)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            f"{path} is damaged: expected a whole gzip file, found a truncated or damaged one "
            f"({error}). Fetch or pack it again."
        ) from None


def require_label(path: Path | str, label: str) -> None:
    """Raise ``DataError`` for a label that cannot be the name of a class."""
    if not is_name(label, MAX_CLASS_NAME):
        raise DataError(
            f"{path}: expected a label of 1 to {MAX_CLASS_NAME} printable characters, found "
            f"{label[: MAX_CLASS_NAME + 1]!r}."
        )


def require_classes(folder: Path, labels: list[str]) -> None:
    """Raise ``DataError`` unless there are from 2 to 62 classes."""
    if not MIN_CLASSES <= len(labels) <= MAX_CLASSES:
        shown = ", ".join(labels[:5]) + (", …" if len(labels) > 5 else "")
        raise DataError(
            f"{folder} has {len(labels)} classes to learn ({shown}): expected from {MIN_CLASSES} "
            f"to {MAX_CLASSES}."
        )
