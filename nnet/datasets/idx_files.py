"""IDX files, MNIST's own form: four files, plain or gzip-compressed.

A file starts with two zero bytes, 8 for unsigned bytes, and the number of dimensions; then each
dimension in four bytes, the highest first; then the bytes themselves (Yann LeCun's description of
MNIST).
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

import numpy as np

from nnet.core.data import IMAGE_SIDE, DataError
from nnet.datasets.description import MAX_TEST, MAX_TRAINING
from nnet.datasets.parts import BLOCK, PIXELS, RawData, RawPart, choose_evenly, open_plain

MAX_PICTURES = 1_000_000
"""In a file. EMNIST's largest has 697,932; more would take minutes to pass by."""

WANTED = (
    "expected four IDX files such as train-images-idx3-ubyte, train-labels-idx1-ubyte, "
    "t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or with .gz"
)
LABELS = [str(number) for number in range(256)]


def is_idx_file(name: str) -> bool:
    """Return whether a file is called as IDX files are."""
    return name.removesuffix(".gz").endswith("-ubyte") or "idx" in name.removesuffix(".gz")


def read_idx_files(folder: Path, names: list[str]) -> RawData:
    """Read the four files; raises ``DataError``.

    names  of all files in the folder
    """
    found = {
        (part, kind): _find(folder, names, part, kind)
        for part in ("train", "test")
        for kind in ("images", "labels")
    }
    learning = _read_part(found["train", "images"], found["train", "labels"], MAX_TRAINING)
    test = _read_part(found["test", "images"], found["test", "labels"], MAX_TEST)
    stems = [path.name.lower() for path in found.values()]
    return RawData("IDX files", learning, test, stems, are_names=False)


def _find(folder: Path, names: list[str], part: str, kind: str) -> Path:
    """Return the one file of a part and a kind; of a plain and a compressed one the plain."""
    words = ("t10k", "test") if part == "test" else ("train",)
    found = sorted(
        name
        for name in names
        if is_idx_file(name) and kind in name and any(word in name for word in words)
    )
    plain = {name.removesuffix(".gz"): name for name in reversed(found)}
    if len(plain) != 1:
        several = f"several of {part} {kind}: {', '.join(found[:4])}" if found else ""
        raise DataError(
            f"{folder} has {several or f'no file of {part} {kind}'}; {WANTED}, and none besides."
        )
    return folder / next(iter(plain.values()))


def _read_part(images: Path, labels: Path, most: int) -> RawPart:
    """Read pictures and their labels, which are compared before a pixel is read."""
    with open_plain(images) as stream:
        height, width, count = _read_header(images, stream, 3)
    if (height, width) != (IMAGE_SIDE, IMAGE_SIDE):
        raise DataError(
            f"{images}: expected pictures of 28 × 28, its header says {height} × {width}."
        )
    chosen = choose_evenly(count, most)
    with open_plain(labels) as stream:
        _, _, marked = _read_header(labels, stream, 1)
        if count != marked:
            raise DataError(
                f"{images} has {count:,} pictures and {labels} {marked:,} labels: expected as "
                "many of both."
            )
        found = _read_rows(labels, stream, count, 1, chosen)[:, 0]
    with open_plain(images) as stream:
        _read_header(images, stream, 3)
        rows = _read_rows(images, stream, count, PIXELS, chosen)
    return RawPart(
        rows.reshape(-1, IMAGE_SIDE, IMAGE_SIDE),
        [LABELS[label] for label in found.tolist()],
        lambda index: f"{images.name}, picture {chosen[index] + 1:,}",
        count,
    )


def _read_header(path: Path, stream: IO[bytes], dimensions: int) -> tuple[int, int, int]:
    """Return height, width and number of what a file holds; 1 by 1 for labels."""
    content = stream.read(4 + 4 * dimensions)
    if content[:4] != bytes((0, 0, 8, dimensions)):
        kind = "pictures" if dimensions == 3 else "labels"
        raise DataError(
            f"{path} is no IDX file of {kind}: expected it to begin with the bytes 00 00 08 "
            f"0{dimensions}, found {content[:4].hex(' ') or 'nothing'}."
        )
    if len(content) < 4 + 4 * dimensions:
        raise DataError(f"{path} ends within its header.")
    count, *sides = struct.unpack(f">{dimensions}I", content[4:])
    if not 0 < count <= MAX_PICTURES:
        raise DataError(
            f"{path}: expected from 1 to {MAX_PICTURES:,} pictures, its header says {count:,}."
        )
    height, width = sides or (1, 1)
    return height, width, count


def _read_rows(
    path: Path, stream: IO[bytes], count: int, size: int, chosen: np.ndarray
) -> np.ndarray:
    """Return some of the rows that follow: (n, size) uint8; the others pass by."""
    rows = np.empty((len(chosen), size), np.uint8)
    for start in range(0, count, BLOCK):
        many = min(BLOCK, count - start)
        content = _read_exactly(path, stream, many * size, (start, count))
        block = np.frombuffer(content, np.uint8).reshape(many, size)
        first, last = np.searchsorted(chosen, (start, start + many))
        rows[first:last] = block[chosen[first:last] - start]
    if stream.read(1):
        raise DataError(f"{path} goes on after the {count:,} that its header promises.")
    return rows


def _read_exactly(path: Path, stream: IO[bytes], size: int, at: tuple[int, int]) -> bytes:
    """Return so many bytes; a gzip file hands out fewer at once than it is asked for."""
    content = bytearray()
    while len(content) < size:
        part = stream.read(size - len(content))
        if not part:
            start, count = at
            raise DataError(
                f"{path} ends early: its header promises {count:,}, and it holds fewer than "
                f"{start + BLOCK:,}. Fetch it again."
            )
        content += part
    return bytes(content)
