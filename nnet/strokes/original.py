"""What the readers of public originals share: a drawing made within bounds, or left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnet.strokes.files import (
    MAX_COORDINATE,
    MAX_LABEL,
    MAX_LINE_BYTES,
    MAX_POINTS,
    StrokeFileError,
)
from nnet.strokes.types import PenDigit, PenDrawing, Polyline

MAX_ORIGINAL_BYTES = 1024 * 1024 * 1024
"""What is read of one file: a thing's raw drawings of Quick, Draw! are some hundred megabytes."""


@dataclass(frozen=True)
class LeftOut:
    """A drawing of an original that makes no drawing here; ``reason`` names the file and line."""

    reason: str


Found = PenDigit | PenDrawing | LeftOut
"""What a reader finds, in the file's order."""


def read_lines(path: Path, max_bytes: int = MAX_ORIGINAL_BYTES) -> Iterator[tuple[int, str]]:
    """Yield a file's lines, numbered from 1, without what ends them.

    Raises ``StrokeFileError`` for a line or a file beyond its bound, and ``OSError``.
    """
    taken = 0
    with path.open("rb") as stream:
        for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE_BYTES + 1), b""), 1):
            taken += len(line)
            if len(line) > MAX_LINE_BYTES:
                raise StrokeFileError(
                    f"{path}, line {number}: longer than {MAX_LINE_BYTES:,} bytes, no drawing is."
                )
            if taken > max_bytes:
                raise StrokeFileError(
                    f"{path}, line {number}: at most {max_bytes:,} bytes of a file are read."
                )
            yield number, line.decode("utf-8", "replace").rstrip("\r\n")


def make_drawing(
    label: str, writer: str, strokes: Sequence[Polyline], where: str, digit: bool = True
) -> Found:
    """Return what somebody drew, moved so that its ink begins at 0 in x and in y.

    strokes  y pointing down, in the units of the original
    where    the file and line, for one that is left out: without ink, or beyond what a stroke file
             holds
    digit    whether a label of one digit says that it is one, and not a word of one letter
    """
    if not 0 < len(label) <= MAX_LABEL:
        return LeftOut(f"{where}: a label has 1 to {MAX_LABEL} characters")
    if not 0 < sum(map(len, strokes)) <= MAX_POINTS:
        return LeftOut(f"{where}: a drawing has 1 to {MAX_POINTS:,} points")
    inked = [np.asarray(stroke, np.float64) for stroke in strokes if len(stroke)]
    points = np.concatenate(inked)
    # Half of what a stroke file holds, as the ink is moved; said so that NaN is left out, too.
    if not bool((np.abs(points) <= MAX_COORDINATE / 2).all()):
        return LeftOut(f"{where}: a coordinate beyond {MAX_COORDINATE / 2:,.0f}")
    moved = tuple(stroke - points.min(axis=0) for stroke in inked)
    if digit and len(label) == 1 and label.isascii() and label.isdigit():
        return PenDigit(int(label), writer, moved)
    return PenDrawing(label, writer, moved)


def parse_numbers(words: Sequence[str], where: str) -> list[float]:
    """Return words as numbers; raises ``StrokeFileError``."""
    try:
        return list(map(float, words))
    except ValueError:
        found = " ".join(words)[:60]
        raise StrokeFileError(f"{where}: expected numbers, found {found!r}.") from None
