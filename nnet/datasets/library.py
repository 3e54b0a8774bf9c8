"""Library: where the data of a configuration is found again, and checked to be the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nnet.core.data import DataError, Dataset, Splits, load_mnist, load_test_digits
from nnet.datasets.description import MAX_NAME, MAX_TEST, MAX_TRAINING, is_name
from nnet.datasets.picture_folders import list_folder
from nnet.datasets.reading import DataSet, read_data

SETTING = "DATA_DIRECTORY"
"""The environment variable that names the folder whose sub-folders are data sets."""

MAX_LISTED = 1_000
MAX_FILES = MAX_TRAINING + MAX_TEST + 1_000


class MissingData(DataError):
    """The data of a configuration is not where it was looked for, or another one by now."""


@dataclass(frozen=True)
class DataLibrary:
    """Where data sets are.

    directory  the folder whose sub-folders are data sets; None where there is none
    folder     one data set that was named, which is looked at instead
    known      a data set that has been read already, by its digest
    """

    directory: Path | None = None
    folder: Path | None = None
    known: tuple[str, Splits] | None = None

    @classmethod
    def named(cls, folder: Path | None = None) -> DataLibrary:
        """Return the library that the environment names, and a folder in place of it."""
        directory = os.environ.get(SETTING)
        return cls(Path(directory).expanduser() if directory else None, folder)

    @classmethod
    def of(cls, data: DataSet) -> DataLibrary:
        """Return a library of one data set that has been read."""
        return cls(known=(data.description["sha256"], data.splits))

    def names(self) -> list[str]:
        """Return what the data sets are called: the sub-folders of the directory."""
        if self.directory is None or not self.directory.is_dir():
            return []
        try:
            folders, _ = list_folder(self.directory, MAX_LISTED)
        except (DataError, OSError):
            return []
        return [name for name in folders if is_name(name, MAX_NAME)]

    def describe(self, name: str) -> dict[str, Any]:
        """Return what a configuration says of a data set of the directory; raises ``DataError``.

        It is read once, and again when one of its files has changed.
        """
        if self.directory is None or name not in self.names():
            raise DataError(
                "There is no data set of that name: expected a folder in DATA_DIRECTORY."
            )
        folder = self.directory / name
        with _without_path(folder):
            return _describe(folder, _stamp_of(folder))

    def splits(self, described: Mapping[str, Any]) -> Splits:
        """Return the parts of the data that a configuration describes; raises ``DataError``."""
        if self.known is not None and self.known[0] == described["sha256"]:
            return self.known[1]
        folder = self._folder_of(described)
        with _without_path(folder):
            return _read_same(folder, described["name"], described["sha256"])

    def test(self, described: Mapping[str, Any] | None) -> Dataset:
        """Return the pictures that a network was tested on; MNIST's for None."""
        if described is None:
            return load_test_digits()
        return self.splits(described).test

    def load(self, described: Mapping[str, Any] | None) -> Splits:
        """Return the parts of what is described; MNIST's for None."""
        return load_mnist() if described is None else self.splits(described)

    def _folder_of(self, described: Mapping[str, Any]) -> Path:
        """Return the folder that has the data, if any does."""
        if self.folder is not None:
            return self.folder
        name = described["name"]
        if name in self.names() and self.directory is not None:
            return self.directory / name
        raise MissingData(
            f"This run learned from the data set {name}, which is not here. Say where its folder "
            "is with --data, or put it below the folder that DATA_DIRECTORY names."
        )


@contextmanager
def _without_path(folder: Path) -> Iterator[None]:
    """Have errors name files below a folder's own name: others read them than its owner."""
    try:
        yield
    except MissingData:
        raise
    except DataError as error:
        raise DataError(str(error).replace(f"{folder.parent}{os.sep}", "")) from None
    except OSError as error:
        raise DataError(f"{folder.name} cannot be read: {error.strerror}.") from None


@lru_cache(maxsize=32)
def _describe(folder: Path, stamp: str) -> dict[str, Any]:
    """Return the description of a data set whose files have a stamp."""
    return read_data(folder).description


def _stamp_of(folder: Path) -> str:
    """Return a text that is another one when a file of a folder is: by names, sizes and times."""
    digest = hashlib.sha256()
    for count, (place, name) in enumerate(_files_below(folder)):
        if count > MAX_FILES:
            raise DataError(
                f"{folder} holds more than {MAX_FILES:,} files: expected at most so many."
            )
        about = os.stat(os.path.join(place, name), follow_symlinks=False)
        line = f"{place}/{name} {about.st_size} {about.st_mtime_ns}\n"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files_below(folder: Path) -> Iterator[tuple[str, str]]:
    for place, folders, files in os.walk(folder):
        folders.sort()
        yield from ((place, name) for name in sorted(files))


def _read_same(folder: Path, name: str, sha256: str) -> Splits:
    """Return the parts of a data set, if it still is the one with this digest."""
    found = read_data(folder)
    if found.description["sha256"] != sha256:
        raise MissingData(
            f"The data in {folder.name} is not that of the data set {name} which this run learned "
            f"from: its SHA-256 is not {sha256}."
        )
    return found.splits
