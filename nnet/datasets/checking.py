"""Check of a data set: balance, duplicates across its parts, and odd pictures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from nnet.core.data import Dataset
from nnet.datasets.parts import BLOCK
from nnet.datasets.reading import DataSet

FAR = 6.0
"""How many times as far from its class's mean picture as the median of its class is far, squared:
a picture beyond that stands out among thousands."""

EMPTY, FULL = 8, 200
"""A picture whose darkest and lightest pixels differ by less is blank; one whose mean is above is
nearly full of ink."""


@dataclass(frozen=True)
class Oddity:
    """A picture that somebody should look at.

    part, index  which one it is
    reason       what is odd about it
    """

    part: str
    index: int
    reason: str


@dataclass(frozen=True)
class Findings:
    """What a check found.

    counts      pictures of each class by part: {"training": (classes,), …}
    leaked      test pictures that are also learned from, by their numbers
    repeated    training pictures that are there more than once, without the first of each
    ambiguous   equal pictures with different labels
    odd         blank, full and outlying pictures
    """

    counts: dict[str, np.ndarray]
    leaked: list[int]
    repeated: int
    ambiguous: list[Oddity]
    odd: list[Oddity]


def check_data(data: DataSet) -> Findings:
    """Look at every picture of a data set."""
    known: dict[bytes, int] = {}
    repeated, ambiguous, leaked = 0, [], []
    for part, dataset in data.parts.items():
        for index, (key, label) in enumerate(zip(_keys(dataset), dataset.labels, strict=True)):
            first = known.get(key)
            if first is None:
                if part != "test":
                    known[key] = int(label)
                continue
            if part == "test":
                leaked.append(index)
            else:
                repeated += 1
            if first != label:
                other = data.classes[first]
                ambiguous.append(Oddity(part, index, f"the same picture is also a {other}"))
    counts = {
        part: np.bincount(dataset.labels, minlength=len(data.classes))
        for part, dataset in data.parts.items()
    }
    odd = [found for part, dataset in data.parts.items() for found in _odd_ones(part, dataset)]
    return Findings(counts, leaked, repeated, ambiguous, odd)


def _keys(dataset: Dataset) -> list[bytes]:
    """Return a text of 16 bytes for each picture, the same for equal ones."""
    return [hashlib.blake2b(image, digest_size=16).digest() for image in dataset.images]


def _odd_ones(part: str, dataset: Dataset) -> list[Oddity]:
    """Return the pictures of a part that are blank, full, or far from the others of their class."""
    flat = dataset.images.reshape(len(dataset), -1)
    contrast = flat.max(axis=1).astype(int) - flat.min(axis=1)
    means = flat.mean(axis=1)
    blank = contrast < EMPTY
    found = [Oddity(part, int(index), "blank") for index in np.flatnonzero(blank)]
    full = ~blank & (means > FULL)
    found += [Oddity(part, int(index), "nearly full of ink") for index in np.flatnonzero(full)]
    for label in np.unique(dataset.labels):
        rows = np.flatnonzero((dataset.labels == label) & ~blank & ~full)
        if len(rows) < 3:
            continue
        distances = _distances(flat, rows)
        far = rows[distances > FAR * max(float(np.median(distances)), 1.0)]
        found += [Oddity(part, int(index), "unlike the others of its class") for index in far]
    return found


def _distances(flat: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return how far some pictures are from their mean, squared: (n,); a few at a time.

    flat  (all, 784) uint8
    """
    mean = flat[rows].mean(axis=0)
    parts = (flat[rows[start : start + BLOCK]] - mean for start in range(0, len(rows), BLOCK))
    return np.concatenate([np.einsum("ij,ij->i", part, part) for part in parts])
