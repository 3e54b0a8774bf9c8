"""CSV files: a picture a line, its label and then 784 whole numbers from 0 to 255, row by row."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nnet.core.data import IMAGE_SIDE, DataError
from nnet.datasets.description import MAX_TEST, MAX_TRAINING
from nnet.datasets.parts import PIXELS, RawData, RawPart, open_plain, require_label

MAX_LINE = 10_000
"""Bytes: 784 numbers of three digits and a comma are 3,136, as many columns' names 7,500."""

WANTED = "a label and 784 whole numbers from 0 to 255, with commas between"
GROWTH = 4096
"""Pictures that room is made for at once."""


def is_csv_file(name: str) -> bool:
    """Return whether a file is called as CSV files are."""
    return name.lower().removesuffix(".gz").endswith(".csv")


def read_csv_files(folder: Path, names: list[str]) -> RawData:
    """Read one file, or one to learn from and one to test on; raises ``DataError``.

    names  of all files in the folder
    """
    found = sorted(name for name in names if is_csv_file(name))
    test = [name for name in found if "test" in name.lower()]
    learning = [name for name in found if name not in test]
    if len(learning) != 1 or len(test) > 1:
        raise DataError(
            f"{folder} has the CSV files {', '.join(found[:5])}: expected one, or one to learn "
            "from and one to test on, such as train.csv and test.csv."
        )
    stems = [name.lower() for name in found]
    part = _read_part(folder / learning[0], MAX_TRAINING)
    tested = _read_part(folder / test[0], MAX_TEST) if test else None
    are_names = not all(label.isdecimal() for label in set(part.labels))
    return RawData("CSV", part, tested, stems, are_names)


def _read_part(path: Path, most: int) -> RawPart:
    """Read one file, line by line."""
    blocks: list[np.ndarray] = []
    labels: list[str] = []
    lines: list[int] = []
    with open_plain(path) as stream:
        # One line more than pictures, for the header; blank ones count as well.
        for number in range(1, most + 3):
            line = stream.readline(MAX_LINE + 1)
            if not line:
                break
            if number > most + 1:
                raise DataError(
                    f"{path} has more than {most:,} pictures. Keep fewer, or give them as IDX "
                    "files, of which so many are taken evenly."
                )
            if not line.strip() or (number == 1 and _is_heading(line)):
                continue
            label, pixels = _read_line(path, number, line)
            if len(labels) % GROWTH == 0:
                blocks.append(np.empty((GROWTH, PIXELS), np.uint8))
            blocks[-1][len(labels) % GROWTH] = np.frombuffer(pixels, np.uint8)
            labels.append(label)
            lines.append(number)
    if not labels:
        raise DataError(f"{path} has no line with a picture: expected {WANTED}.")
    images = np.concatenate(blocks)[: len(labels)].reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
    return RawPart(images, labels, lambda index: f"{path.name}, line {lines[index]:,}", len(labels))


def _is_heading(line: bytes) -> bool:
    """Return whether a first line names its columns, as ``label,pixel0,pixel1``."""
    second = line.split(b",", 2)[1:2]
    return bool(second) and second[0].strip(b' "').lower()[:1].isalpha()


def _read_line(path: Path, number: int, line: bytes) -> tuple[str, bytes]:
    """Return the label and the pixels of a line."""
    where = f"{path}, line {number:,}"
    if len(line) > MAX_LINE:
        raise DataError(
            f"{where}: expected {WANTED}, found a line of more than {MAX_LINE:,} bytes."
        )
    cells = line.strip().split(b",")
    if len(cells) != 1 + PIXELS:
        raise DataError(f"{where}: expected {WANTED}, found {len(cells):,} values.")
    try:
        label = cells[0].decode("utf-8-sig").strip(' "')
    except UnicodeDecodeError:
        raise DataError(f"{where}: expected a label in UTF-8.") from None
    require_label(where, label)
    try:
        return label, bytes(map(int, cells[1:]))
    except ValueError:
        column = next(n for n, cell in enumerate(cells[1:], 2) if not _is_pixel(cell))
        found = cells[column - 1][:20].decode("utf-8", "replace")
        raise DataError(
            f"{where}, column {column}: expected a whole number from 0 to 255, found {found!r}."
        ) from None


def _is_pixel(cell: bytes) -> bool:
    try:
        return 0 <= int(cell) <= 255
    except ValueError:
        return False
