"""Strokes of a training: what a configuration says of its stroke files, and what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnet.core.data import Dataset
from nnet.imaging.decoding import decode
from nnet.imaging.size_normalisation import normalise
from nnet.strokes.files import StrokeFileError, writers_of
from nnet.strokes.pen import Pose, draw_png, random_pose
from nnet.strokes.types import PenDigit
from nnet.synthesis.people import DrawingSet, read_people
from nnet.synthesis.writer_split import is_held_out

WIDTHS = (8.0, 24.0)
"""Pens that the held-out digits are drawn with after each epoch, in pixels of a canvas of 280."""

SIZES = (0.35, 0.8)
"""How large they are drawn, as shares of the canvas."""

COPIES = 2
"""How often each digit that is learned from comes in an epoch, redrawn each time."""


def describe_strokes(paths: Sequence[Path], copies: int = COPIES) -> dict[str, Any]:
    """Return what a configuration says of stroke files: their SHA-256 and the split by writer.

    Several files are as one: the digest is of all their bytes, one file after the other.

    copies  how many times as many digits as they hold come in an epoch; 0 where they are only to be
            measured on

    Raises ``StrokeFileError`` and ``OSError``.
    """
    people = read_people(paths)
    learned = writers_of([digit for one in people for digit in one.side(held_out=False).digits])
    measured = writers_of([digit for one in people for digit in one.side(held_out=True).digits])
    return {
        "sha256": _digest(paths),
        "training": learned,
        "held_out": measured,
        "copies": copies,
    }


def load_strokes(
    paths: Sequence[Path], described: dict[str, Any]
) -> tuple[list[DrawingSet], Dataset | None]:
    """Return what may be learned from, and what is measured on as the network is to see it.

    paths      the files that ``describe_strokes`` described
    described  what it returned

    Raises ``StrokeFileError`` when they are others now, or not known where they are.
    """
    if not paths:
        raise StrokeFileError(
            "This training uses a file of pen strokes. Say where it is with --strokes, or in "
            "STROKES_FILE."
        )
    if _digest(paths) != described["sha256"]:
        names = ", ".join(map(str, paths))
        raise StrokeFileError(
            f"{names} is not the file that this training began with: its SHA-256 is not "
            f"{described['sha256']}."
        )
    sides = split_sides(read_people(paths), described)
    return sides[0], _to_dataset(sides[1])


def split_sides(
    people: Sequence[DrawingSet], described: dict[str, Any]
) -> tuple[list[DrawingSet], list[DrawingSet]]:
    """Return what may be learned from, and what is only measured, as a description says.

    Whoever it does not name, since no digit is theirs, is on the side that the split knows.
    """
    learned, measured = set(described["training"]), set(described["held_out"])

    def is_measured(writer: str) -> bool:
        return writer in measured or (writer not in learned and is_held_out(writer))

    learning, measuring = (
        [one.side(held_out, is_measured) for one in people] for held_out in (False, True)
    )
    return learning, measuring


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _to_dataset(people: Sequence[DrawingSet]) -> Dataset | None:
    """Return digits by people as the network would see them, if there are any.

    Pictures are left out: who drew them is unknown, and may have drawn others that it learned from.
    """
    digits = [digit for one in people for digit in one.digits]
    if not digits:
        return None
    pixels, _ = pose_digits(digits, WIDTHS, SIZES, seed=1)
    return Dataset(pixels, np.array([digit.label for digit in digits], np.uint8))


def pose_digits(
    digits: Sequence[PenDigit], widths: tuple[float, float], sizes: tuple[float, float], seed: int
) -> tuple[np.ndarray, list[Pose]]:
    """Draw each digit as the page does and prepare it as a request is: (n, 28, 28) uint8, poses.

    widths  the pen's narrowest and widest, in pixels of a canvas of 280
    sizes   the digit's smallest and largest, as a share of the canvas

    The poses depend on the seed and the digits' number alone.
    """
    rng = np.random.default_rng(seed)
    poses = [random_pose(rng, widths, sizes) for _ in digits]
    pictures = (draw_png(digit.strokes, pose) for digit, pose in zip(digits, poses, strict=True))
    return np.stack([normalise(decode(picture)).pixels for picture in pictures]), poses
