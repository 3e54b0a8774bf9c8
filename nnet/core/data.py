"""The MNIST digits: read, checked, and cut into training, validation and test parts."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import idx2numpy
import numpy as np

MNIST_DIRECTORY = Path(__file__).resolve().parents[2] / "mnist_data"
"""Where the four files lie in a checkout of this repository."""

IMAGE_SIDE = 28
"""Pixels along each side of a picture."""

VALIDATION_SIZE = 10_000
"""How many of the last training digits are held out: whatever is chosen is chosen on these."""

IMAGES_HEADER = 16
"""Bytes before the first pixel in a file of pictures: what it is, how many, how high and wide."""

PART_BYTES = 1024 * 1024
"""How much of a file is read at once."""

GATHERED = 1000
"""How many digits are gathered for minibatches at once; together they fit into the cache."""


class DataError(ValueError):
    """A data file is missing, truncated, altered or not the one that it should be."""


@dataclass(frozen=True)
class _MnistFile:
    """What a genuine MNIST file is: its name, its size in bytes and its SHA-256, uncompressed."""

    name: str
    size: int
    sha256: str


_TRAIN_IMAGES = _MnistFile(
    "train-images-idx3-ubyte",
    47_040_016,
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
)
_TRAIN_LABELS = _MnistFile(
    "train-labels-idx1-ubyte",
    60_008,
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
)
_TEST_IMAGES = _MnistFile(
    "t10k-images-idx3-ubyte",
    7_840_016,
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
)
_TEST_LABELS = _MnistFile(
    "t10k-labels-idx1-ubyte",
    10_008,
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
)


@dataclass(frozen=True)
class Dataset:
    """Pictures of digits with their labels, or of other classes.

    images  (n, 28, 28) uint8, 0 is paper and 255 is ink
    labels  (n,) uint8, 0 to 9; with other classes from 0 to their number less 1
    """

    images: np.ndarray
    labels: np.ndarray

    def __post_init__(self) -> None:
        if len(self.images) != len(self.labels):
            raise DataError(
                f"A dataset needs one label for each image, "
                f"got {len(self.images)} images and {len(self.labels)} labels."
            )

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, rows: slice) -> Dataset:
        """Return the part that a slice selects, without copying a pixel."""
        return Dataset(self.images[rows], self.labels[rows])


@dataclass(frozen=True)
class Splits:
    """The three parts of the data, each with its own purpose.

    training    what the network learns from
    validation  what choices are made on: the epoch, the learning rate, the architecture
    test        what is shown, and never chosen on
    drawings    digits drawn with a pen by people whom the network does not learn from, if there
                are any; shown beside the test's
    """

    training: Dataset
    validation: Dataset
    test: Dataset
    drawings: Dataset | None = None


class SampleSource(Protocol):
    """Training digits besides those of the dataset, made anew in every epoch."""

    @property
    def labels(self) -> np.ndarray:
        """Which digits they are, the same in every epoch: (n,) uint8."""

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Return them for one epoch: (n, 28, 28) uint8."""


def load_mnist(directory: Path = MNIST_DIRECTORY, validation_size: int = VALIDATION_SIZE) -> Splits:
    """Read MNIST and hold out the last ``validation_size`` training digits.

    Raises ``DataError`` when a file is missing, truncated, altered or another file's copy.
    """
    if not 0 < validation_size < 60_000:
        raise ValueError(f"validation_size must be between 1 and 59,999, got {validation_size!r}.")
    learning = Dataset(_read(directory, _TRAIN_IMAGES), _read(directory, _TRAIN_LABELS))
    cut = len(learning) - validation_size
    return Splits(learning[:cut], learning[cut:], load_test_digits(directory))


def load_test_digits(directory: Path = MNIST_DIRECTORY) -> Dataset:
    """Read the 10,000 test digits alone, which is quicker than ``load_mnist``."""
    return Dataset(_read(directory, _TEST_IMAGES), _read(directory, _TEST_LABELS))


def load_first_digits(count: int, directory: Path = MNIST_DIRECTORY) -> Dataset:
    """Read the first training digits alone: of all 60,000 pictures only these are kept in memory.

    The others pass by and are checked, too.
    """
    pixels = IMAGE_SIDE * IMAGE_SIDE
    content = _read_beginning(directory, _TRAIN_IMAGES, IMAGES_HEADER + count * pixels)
    images = np.frombuffer(content, np.uint8, offset=IMAGES_HEADER)
    labels = _read(directory, _TRAIN_LABELS)[:count]
    return Dataset(images.reshape(-1, IMAGE_SIDE, IMAGE_SIDE), labels)


def to_inputs(images: np.ndarray, dtype: type = np.float32) -> np.ndarray:
    """Return (n, 28, 28) uint8 images as the network's input: (n, 784), paper 0.0 and ink 1.0.

    This is the one place where the two ways meet: training and evaluation on MNIST, pictures from
    the command line and drawings from the web server all pass through it.
    """
    return np.divide(images.reshape(len(images), -1), dtype(255), dtype=dtype)


def minibatches(
    dataset: Dataset,
    batch_size: int,
    rng: np.random.Generator,
    prepare: Callable[[np.ndarray], np.ndarray],
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the dataset once, shuffled, as (inputs, labels) of ``batch_size`` rows each.

    The last minibatch is smaller when ``batch_size`` does not divide the dataset. ``prepare`` turns
    images (n, 28, 28) into inputs (n, ...); it is called for about a thousand images at a time,
    since at ten of them the calls would cost more than the work.
    """
    order = rng.permutation(len(dataset))
    gathered = max(1, GATHERED // batch_size) * batch_size
    for first in range(0, len(dataset), gathered):
        rows = order[first : first + gathered]
        inputs = prepare(dataset.images.take(rows, axis=0))
        labels = dataset.labels.take(rows)
        for start in range(0, len(rows), batch_size):
            batch = slice(start, start + batch_size)
            yield inputs[batch], labels[batch]


def _read(directory: Path, expected: _MnistFile) -> np.ndarray:
    """Return one file as an array, after its size and SHA-256 have been found right."""
    content = _read_beginning(directory, expected, expected.size)
    return idx2numpy.convert_from_file(io.BytesIO(content))


def _read_beginning(directory: Path, expected: _MnistFile, length: int) -> bytes:
    """Return the first bytes of one file, after size and SHA-256 of all of it were found right."""
    path = directory / expected.name
    if not path.exists():
        path = directory / f"{expected.name}.gz"
    digest, size, kept = hashlib.sha256(), 0, bytearray()
    for part in _parts_uncompressed(path, limit=expected.size + 1):
        digest.update(part)
        size += len(part)
        kept += part[: length - len(kept)]
    if size != expected.size:
        more = "more than " if size > expected.size else ""
        found = f"{more}{min(size, expected.size):,} bytes"
        raise _data_error(path, f"{expected.size:,} bytes uncompressed", found)
    if digest.hexdigest() != expected.sha256:
        raise _data_error(path, f"SHA-256 {expected.sha256}", digest.hexdigest())
    return bytes(kept)


def _parts_uncompressed(path: Path, limit: int) -> Iterator[bytes]:
    """Yield at most ``limit`` bytes of a plain or gzip-compressed file, part by part."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            while part := stream.read(min(limit, PART_BYTES)):
                limit -= len(part)
                yield part
    except FileNotFoundError:
        raise DataError(
            f"{path.name} is missing from {path.parent}: expected it there, plain or with .gz. "
            "Restore it with 'git checkout mnist_data'."
        ) from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _data_error(
            path, "a whole gzip file", f"a truncated or damaged one ({error})"
        ) from error


def _data_error(path: Path, expected: str, found: str) -> DataError:
    return DataError(
        f"{path} is not the genuine MNIST file: expected {expected}, found {found}. "
        "Restore it with 'git checkout mnist_data'."
    )
