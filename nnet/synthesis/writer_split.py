"""A split by writer of a stroke file: whose digits are learned from, whose only measured."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnet.core.data import Dataset
from nnet.imaging.decoding import decode
from nnet.imaging.size_normalisation import normalise
from nnet.strokes.files import StrokeFileError, read_strokes, writers_of
from nnet.strokes.pen import Pose, draw_png, random_pose
from nnet.strokes.types import PenDigit

SPLIT: dict[str, list[str]] = json.loads((Path(__file__).parent / "writers.json").read_text())
"""The 30 writers of UCI's pen digits: who may be learned from, and who is only measured on. Drawn
once: twenty of a permutation by NumPy's generator with seed 2026."""

WIDTHS = (8.0, 24.0)
"""Pens that the held-out digits are drawn with after each epoch, in pixels of a canvas of 280."""

SIZES = (0.35, 0.8)
"""How large they are drawn, as shares of the canvas."""

COPIES = 2
"""How often each digit that is learned from comes in an epoch, redrawn each time."""


def strokes_file() -> Path | None:
    """Return the stroke file that ``STROKES_FILE`` in the environment names, if it does."""
    configured = os.environ.get("STROKES_FILE")
    return Path(configured) if configured else None


def describe_strokes(path: Path, copies: int = COPIES) -> dict[str, Any]:
    """Return what a configuration says of a stroke file: its SHA-256 and the split by writer.

    copies  how often each digit comes in an epoch; 0 where the file is only to be measured on

    Raises ``StrokeFileError`` and ``OSError``.
    """
    names = writers_of(read_strokes(path))
    held_out = [name for name in names if _is_held_out(name)]
    return {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "training": [name for name in names if name not in held_out],
        "held_out": held_out,
        "copies": copies,
    }


def load_strokes(
    path: Path | None, described: dict[str, Any]
) -> tuple[list[PenDigit], Dataset | None]:
    """Return the digits to learn from, and those to measure on as the network is to see them.

    path       the file that ``describe_strokes`` described
    described  what it returned

    Raises ``StrokeFileError`` when it is another file now, or not known where it is.
    """
    if path is None:
        raise StrokeFileError(
            "This training uses a file of pen strokes. Say where it is with --strokes, or in "
            "STROKES_FILE."
        )
    if hashlib.sha256(path.read_bytes()).hexdigest() != described["sha256"]:
        raise StrokeFileError(
            f"{path} is not the file that this training began with: its SHA-256 is not "
            f"{described['sha256']}."
        )
    digits = read_strokes(path)
    learned = [digit for digit in digits if digit.writer in described["training"]]
    measured = [digit for digit in digits if digit.writer in described["held_out"]]
    if not measured:
        return learned, None
    pixels, _ = pose_digits(measured, WIDTHS, SIZES, seed=1)
    return learned, Dataset(pixels, np.array([digit.label for digit in measured], np.uint8))


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


def choose_writers(digits: Iterable[PenDigit], writers: str) -> list[PenDigit]:
    """Return the digits of some writers: ``training``, ``held-out``, or names with commas.

    Raises ``ValueError`` for a name that wrote none of the digits.
    """
    digits = list(digits)
    names = writers_of(digits)
    if writers in ("training", "held-out"):
        wanted = {name for name in names if _is_held_out(name) == (writers == "held-out")}
    else:
        wanted = {name.strip() for name in writers.split(",")}
    if unknown := wanted - set(names):
        raise ValueError(
            f"There is no writer {', '.join(sorted(unknown))}; there are {', '.join(names)}."
        )
    return [digit for digit in digits if digit.writer in wanted]


def _is_held_out(writer: str) -> bool:
    """Return the writer's side of the split; those whom it does not name are split by checksum."""
    if writer in SPLIT["training"]:
        return False
    return writer in SPLIT["held-out"] or zlib.crc32(writer.encode()) % 3 == 0
