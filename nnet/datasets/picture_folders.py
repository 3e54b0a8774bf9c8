"""Folders of pictures: a sub-folder for each class, named by its label, with 28x28 pictures in it.

``train`` and ``test`` may lie above them, each with the same sub-folders.
"""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from nnet.core.data import IMAGE_SIDE, DataError
from nnet.datasets.description import MAX_CLASSES, MAX_TEST, MAX_TRAINING
from nnet.datasets.parts import RawData, RawPart, require_label
from nnet.pictures.errors import PictureError
from nnet.pictures.formats import format_of
from nnet.pictures.opening import open_picture

MAX_FILE_BYTES = 65_536
"""28x28 pixels are 3 kB uncompressed; what is much larger carries something else."""

PARTS = ({"train", "test"}, {"training", "test"})
IGNORED = ("thumbs.db", "desktop.ini")


def list_folder(folder: Path, most: int) -> tuple[list[str], list[str]]:
    """Return the names of sub-folders and files in a folder, sorted, without hidden ones.

    Links are left out: what they lead to is not in the folder. Raises ``DataError`` for more than
    ``most`` entries.
    """
    with os.scandir(folder) as entries:
        found = list(itertools.islice(entries, most + 1))
    if len(found) > most:
        raise DataError(f"{folder} holds more than {most:,} files: expected at most so many.")
    shown = [each for each in found if each.name[0] != "." and each.name.lower() not in IGNORED]
    folders = sorted(each.name for each in shown if each.is_dir(follow_symlinks=False))
    return folders, sorted(each.name for each in shown if each.is_file(follow_symlinks=False))


def read_picture_folder(folder: Path, names: list[str]) -> RawData:
    """Read the pictures of all sub-folders; raises ``DataError``.

    names  of all sub-folders
    """
    lowered = {name.lower(): name for name in names}
    test = None
    if lowered.keys() in PARTS:
        test = _read_part(folder / lowered["test"], folder, MAX_TEST)
        other = next(name for key, name in lowered.items() if key != "test")
        learning = _read_part(folder / other, folder, MAX_TRAINING)
    else:
        learning = _read_part(folder, folder, MAX_TRAINING)
    return RawData("pictures in sub-folders", learning, test, [], are_names=True)


def _read_part(folder: Path, root: Path, most: int) -> RawPart:
    """Read the pictures of one part; all are counted before the first one is opened."""
    paths: list[tuple[str, Path]] = []
    labels, _ = list_folder(folder, most)
    if len(labels) > MAX_CLASSES:
        raise DataError(
            f"{folder} has {len(labels)} sub-folders: expected at most {MAX_CLASSES}, one for "
            "each class."
        )
    for label in labels:
        require_label(folder, label)
        folders, files = list_folder(folder / label, most)
        if folders:
            raise DataError(f"{folder / label} has sub-folders: expected pictures alone.")
        if not files:
            raise DataError(f"{folder / label} is empty: expected pictures of its class.")
        paths += [(label, folder / label / name) for name in files]
        if len(paths) > most:
            raise DataError(f"{folder} has more than {most:,} pictures. Keep fewer.")
    if not paths:
        raise DataError(f"{folder} has no sub-folders: expected one for each class.")
    images = np.empty((len(paths), IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    for image, pixels in zip(images, _read_pictures(paths), strict=True):
        image[:] = pixels
    return RawPart(
        images,
        [label for label, _ in paths],
        lambda index: str(paths[index][1].relative_to(root)),
        len(paths),
    )


def _read_pictures(paths: list[tuple[str, Path]]) -> Iterator[np.ndarray]:
    for _, path in paths:
        try:
            yield _read_picture(path)
        except PictureError as error:
            raise DataError(f"{path}: expected a picture of 28 × 28. {error}") from None


def _read_picture(path: Path) -> np.ndarray:
    """Return a picture's grey levels; its size is known before a pixel is decoded."""
    with path.open("rb") as stream:
        content = stream.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise DataError(
            f"{path} is larger than {MAX_FILE_BYTES:,} bytes: expected a picture of 28 × 28."
        )
    known = format_of(content)
    try:
        with Image.open(io.BytesIO(known.bound(content)), formats=(known.name,)) as header:
            size = header.size
    except PictureError:
        raise
    except Exception:  # Pillow's decoders raise many kinds of error on damaged files
        raise DataError(f"{path} is damaged: expected a picture of 28 × 28.") from None
    if size != (IMAGE_SIDE, IMAGE_SIDE):
        raise DataError(f"{path}: expected a picture of 28 × 28, found {size[0]} × {size[1]}.")
    picture, _ = open_picture(content)
    if picture.mode.startswith("I;16"):
        return (np.asarray(picture) >> 8).astype(np.uint8)
    if picture.mode in ("LA", "RGBA"):  # what is transparent shows the paper
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    return np.asarray(picture.convert("L"))
