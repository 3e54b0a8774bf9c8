"""Reading of a folder with somebody's data: parts to learn from, to choose on and to test on."""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnet.core.data import VALIDATION_SIZE, DataError, Dataset, Splits
from nnet.datasets.class_names import name_classes, order_labels
from nnet.datasets.csv_files import is_csv_file, read_csv_files
from nnet.datasets.description import MAX_NAME, PARTS
from nnet.datasets.idx_files import is_idx_file, read_idx_files
from nnet.datasets.parts import RawData, RawPart, choose_evenly, require_classes
from nnet.datasets.picture_folders import list_folder, read_picture_folder

HELD_OUT = 6
"""One in so many pictures of each class is held out, to choose on or to test on, as of MNIST's."""

LOOKED_AT = 1000
"""Pictures by which one knows light paper, and EMNIST's way of lying."""

INK = 64
"""The level from which a pixel counts as ink where the extent of a character is measured."""

MAX_ENTRIES = 10_000
"""Files and folders at the top; more of them are no data set."""

TRANSPOSED = "The pictures are transposed, as EMNIST's are, and were turned upright."
UPRIGHT = "The files are called as EMNIST's are, but their pictures stand upright: left so."
LIGHT_PAPER = "The pictures are dark on light, and were inverted: ink is 255."


@dataclass(frozen=True)
class DataSet:
    """A data set as a training uses it.

    name     what it is called: its folder's name
    classes  their names, in the order of the labels
    digits   whether these are the ten digits, as its owner says
    splits   its three parts
    places   says of each part where the picture of a number is found, as ``RawPart.place`` does
    form     how its files are made
    remarks  what was done to it besides, in sentences
    """

    name: str
    classes: list[str]
    digits: bool
    splits: Splits
    places: dict[str, Callable[[int], str]]
    form: str
    remarks: list[str]

    @property
    def parts(self) -> dict[str, Dataset]:
        """The parts by their names, in the order in which they are described."""
        splits = self.splits
        return {"training": splits.training, "validation": splits.validation, "test": splits.test}

    @functools.cached_property
    def description(self) -> dict[str, Any]:
        """What a configuration says of it, see ``description.py``."""
        counts = np.bincount(self.splits.test.labels)
        return {
            "name": self.name,
            "sha256": self._digest(),
            "classes": self.classes,
            "digits": self.digits,
            "commonest": round(float(counts.max() / counts.sum()), 4),
            "pictures": {name: len(part) for name, part in self.parts.items()},
        }

    def _digest(self) -> str:
        """Return the SHA-256 of the class names and of all pictures and labels, part by part."""
        digest = hashlib.sha256(json.dumps([self.classes, self.digits]).encode())
        for part in self.parts.values():
            digest.update(len(part).to_bytes(8))
            digest.update(np.ascontiguousarray(part.images).data)
            digest.update(np.ascontiguousarray(part.labels).data)
        return digest.hexdigest()


def read_data(folder: Path) -> DataSet:
    """Read a folder with four IDX files, CSV files, or pictures in sub-folders.

    Training pictures come in a shuffled order, since many sets are sorted by class, and this order
    is always the same. Raises ``DataError``, which names the file, the line and what was expected,
    and ``OSError``.
    """
    raw = _read_raw(folder)
    labels = order_labels(raw.learning.labels)
    require_classes(folder, labels)
    _require_enough(folder, raw)
    classes, digits = name_classes(folder, labels, raw.are_names)
    number = {label: index for index, label in enumerate(labels)}
    rng = np.random.default_rng(0)
    learning = _numbered(raw.learning, number)
    remarks = _remarks_of(raw)
    if raw.test is None:
        rest, held = _hold_out(learning.labels, rng)
        remarks.append(f"One in {HELD_OUT} pictures of each class was held out to test on.")
        test, test_place = _choose(learning, held), _places(raw.learning.place, held)
    else:
        rest = np.arange(len(learning))
        test, test_place = _numbered(raw.test, number), raw.test.place
    kept, chosen = _hold_out(learning.labels[rest], rng)
    kept, chosen = rest[kept], rest[chosen]
    prepare = _preparation(raw, learning.images, remarks)
    parts = (_choose(learning, kept), _choose(learning, chosen), test)
    training, validation, test = (Dataset(prepare(each.images), each.labels) for each in parts)
    places = (_places(raw.learning.place, kept), _places(raw.learning.place, chosen), test_place)
    return DataSet(
        _name_of(folder),
        classes,
        digits,
        Splits(training, validation, test),
        dict(zip(PARTS, places, strict=True)),
        raw.form,
        remarks,
    )


def _read_raw(folder: Path) -> RawData:
    """Read the files, whichever of the three forms they have."""
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}: expected one with a data set in it.")
    folders, files = list_folder(folder, MAX_ENTRIES)
    if any(map(is_idx_file, files)):
        return read_idx_files(folder, files)
    if any(map(is_csv_file, files)):
        return read_csv_files(folder, files)
    if folders:
        return read_picture_folder(folder, folders)
    raise DataError(
        f"{folder} holds no data set: expected four IDX files, a CSV file of a label and 784 "
        "numbers a line, or sub-folders with pictures, each named by its label."
    )


def _require_enough(folder: Path, raw: RawData) -> None:
    """Raise ``DataError`` where a class has too few pictures for each part to have one."""
    least = 3 if raw.test is None else 2
    for label, count in Counter(raw.learning.labels).items():
        if count < least:
            raise DataError(
                f"{folder}: the class {label!r} has {count} pictures to learn from: expected at "
                f"least {least} of each class, of which one is held out for each other part."
            )


def _numbered(part: RawPart, number: dict[str, int]) -> Dataset:
    """Return a part with the numbers of its classes as labels."""
    for index, label in enumerate(part.labels):
        if label not in number:
            raise DataError(
                f"{part.place(index)}: the label {label!r} is tested on and never learned from; "
                f"expected one of {', '.join([*number][:12])}{' …' if len(number) > 12 else ''}."
            )
    return Dataset(part.images, np.array([number[label] for label in part.labels], np.uint8))


def _remarks_of(raw: RawData) -> list[str]:
    """Return what is to be said of parts of which not all pictures were taken."""
    parts = {"learn from": raw.learning, "test on": raw.test}
    return [
        f"Of {part.total:,} pictures to {purpose} {len(part.labels):,} were taken, evenly."
        for purpose, part in parts.items()
        if part is not None and part.total > len(part.labels)
    ]


def _hold_out(labels: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows stay and which are held out, of each class alike; both shuffled.

    At least one of each class is held out, at most ``VALIDATION_SIZE`` in all.
    """
    share = min(1 / HELD_OUT, VALIDATION_SIZE / len(labels))
    kept, held = [], []
    for label in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == label))
        cut = max(1, int(len(rows) * share))
        held.append(rows[:cut])
        kept.append(rows[cut:])
    return rng.permutation(np.concatenate(kept)), rng.permutation(np.concatenate(held))


def _choose(data: Dataset, rows: np.ndarray) -> Dataset:
    return Dataset(data.images[rows], data.labels[rows])


def _places(place: Callable[[int], str], rows: np.ndarray) -> Callable[[int], str]:
    return lambda index: place(int(rows[index]))


def _preparation(
    raw: RawData, images: np.ndarray, remarks: list[str]
) -> Callable[[np.ndarray], np.ndarray]:
    """Return what brings pictures into MNIST's form, as some of them show; and say so."""
    sample = images[choose_evenly(len(images), LOOKED_AT)]
    edges = np.concatenate((sample[:, [0, -1]].ravel(), sample[:, :, [0, -1]].ravel()))
    is_light = float(edges.mean()) > 127
    if is_light:
        remarks.append(LIGHT_PAPER)
    turns = False
    if raw.stems and all(stem.startswith("emnist") for stem in raw.stems):
        turns = _is_wider_than_high(255 - sample if is_light else sample)
        remarks.append(TRANSPOSED if turns else UPRIGHT)

    def prepare(part: np.ndarray) -> np.ndarray:
        found = 255 - part if is_light else part
        return np.ascontiguousarray(found.swapaxes(1, 2)) if turns else found

    return prepare


def _is_wider_than_high(images: np.ndarray) -> bool:
    """Return whether characters are wider than high in the mean: written ones are not."""
    ink = images >= INK
    height, width = (ink.any(axis=axis).sum(axis=1).mean() for axis in (2, 1))
    return bool(width > height)


def _name_of(folder: Path) -> str:
    """Return what a data set in a folder is called."""
    name = "".join(letter for letter in folder.resolve().name if letter.isprintable())
    return name[:MAX_NAME] or "data"
