"""People: what real people drew, of one or several files, and whose of it may be learned from.

A file is one of strokes (``strokes/files.py``), or of pictures: a NumPy archive (``.npz``) with
``images``, (n, h, w) uint8, and ``labels``, (n,), whose writers are unknown.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nnet.core.data import IMAGE_SIDE
from nnet.imaging.decoding import decode
from nnet.imaging.png import encode_png
from nnet.imaging.size_normalisation import normalise
from nnet.pictures.errors import PictureError
from nnet.strokes.files import MAX_FILE_BYTES, StrokeFileError, read_drawings
from nnet.strokes.types import PenDigit, PenDrawing
from nnet.synthesis.lookalikes import LOOKALIKES
from nnet.synthesis.writer_split import is_held_out

MAX_PICTURE_SIDE = 280
MAX_PICTURES = 100_000


@dataclass(frozen=True)
class PictureSet:
    """Digits of which only pictures are known.

    sent    n pictures as they would be sent, PNG
    pixels  (n, 28, 28) uint8, as the network would see them
    labels  (n,) uint8, which digits they are
    """

    sent: Sequence[bytes]
    pixels: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def select(self, chosen: np.ndarray) -> PictureSet:
        """Return some of them; ``chosen`` is (n,) bool."""
        sent = [one for one, taken in zip(self.sent, chosen, strict=True) if taken]
        return PictureSet(sent, self.pixels[chosen], self.labels[chosen])


NO_PICTURES = PictureSet((), np.empty((0, IMAGE_SIDE, IMAGE_SIDE), np.uint8), np.empty(0, np.uint8))


@dataclass(frozen=True)
class DrawingSet:
    """What one file holds.

    name      what it is called in reports
    digits    strokes of single digits
    numbers   strokes of numbers of several digits
    others    strokes of what is no digit, without look-alikes
    pictures  digits without strokes
    """

    name: str
    digits: Sequence[PenDigit] = ()
    numbers: Sequence[PenDrawing] = ()
    others: Sequence[PenDrawing] = ()
    pictures: PictureSet = NO_PICTURES

    def __len__(self) -> int:
        return len(self.digits) + len(self.numbers) + len(self.others) + len(self.pictures)

    def first(self, count: int) -> DrawingSet:
        """Return at most so many of each kind."""
        return replace(
            self,
            digits=self.digits[:count],
            numbers=self.numbers[:count],
            others=self.others[:count],
            pictures=self.pictures.select(np.arange(len(self.pictures)) < count),
        )

    def side(self, held_out: bool, is_measured: Callable[[str], bool] = is_held_out) -> DrawingSet:
        """Return what people drew who are only measured, or who may be learned from.

        is_measured  tells by the writer's name
        """
        apart = np.array([zlib.crc32(one) % 3 == 0 for one in self.pictures.sent], bool)
        return replace(
            self,
            digits=[one for one in self.digits if is_measured(one.writer) == held_out],
            numbers=[one for one in self.numbers if is_measured(one.writer) == held_out],
            others=[one for one in self.others if is_measured(one.writer) == held_out],
            pictures=self.pictures.select(apart == held_out),
        )


def read_people(paths: Sequence[Path]) -> list[DrawingSet]:
    """Return what each file holds; raises ``StrokeFileError`` and ``OSError``."""
    return [_read_pictures(path) if path.suffix == ".npz" else _read_set(path) for path in paths]


def weigh_people(drawings: Sequence[PenDigit | PenDrawing]) -> np.ndarray:
    """Return with which probability to choose each of some drawings: (n,), of sum 1.

    Some people gave a hundred times as many as others. Each one's share is the root of how many
    there are of that hand: neither are a few hands most of what is seen, nor is a hand of three
    drawings seen in these three as often as another one in three hundred.
    """
    counts = Counter(drawing.writer for drawing in drawings)
    weights = np.array([counts[drawing.writer] ** -0.5 for drawing in drawings])
    return weights / weights.sum()


def _read_set(path: Path) -> DrawingSet:
    drawings = read_drawings(path)
    texts = [one for one in drawings if isinstance(one, PenDrawing)]
    return DrawingSet(
        set_name(path),
        digits=[one for one in drawings if isinstance(one, PenDigit)],
        numbers=[one for one in texts if one.is_number],
        others=[one for one in texts if not one.is_number and one.label not in LOOKALIKES],
    )


def _read_pictures(path: Path) -> DrawingSet:
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            if sum(member.file_size for member in arrays.zip.infolist()) > MAX_FILE_BYTES:
                raise StrokeFileError(f"{path}: at most {MAX_FILE_BYTES:,} bytes are unpacked.")
            images, labels = arrays["images"], arrays["labels"]
    except (ValueError, KeyError, AttributeError, zipfile.BadZipFile) as error:
        raise StrokeFileError(f"{path} is no archive of pictures: {error}.") from None
    if (
        images.ndim != 3
        or images.dtype != np.uint8
        or not 0 < max(images.shape[1:]) <= MAX_PICTURE_SIDE
        or not 0 < len(images) <= MAX_PICTURES
        or labels.shape != (len(images),)
        or labels.min() < 0
        or labels.max() > 9
    ):
        raise StrokeFileError(
            f"{path} needs images, (n, h, w) uint8 of at most {MAX_PICTURE_SIDE} pixels a side, "
            f"and labels from 0 to 9, one for each; at most {MAX_PICTURES:,}."
        )
    sent = [encode_png(image) for image in images]
    try:
        pixels = np.stack([normalise(decode(one)).pixels for one in sent])
    except PictureError as error:
        raise StrokeFileError(f"{path} has a picture that cannot be read: {error}.") from None
    return DrawingSet(set_name(path), pictures=PictureSet(sent, pixels, labels.astype(np.uint8)))


def set_name(path: Path) -> str:
    """Return what a set is called: as its file or, where all files are called alike, its folder."""
    return path.resolve().parent.name if path.name == "strokes.jsonl" else path.stem
