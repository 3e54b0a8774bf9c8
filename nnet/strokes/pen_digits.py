"""UCI's "Pen-Based Recognition of Handwritten Digits" (Alpaydin and Alimoglu, 1998).

``pendigits-orig.tra`` and ``.tes`` are UNIPEN files in which each ``.SEGMENT`` stands before its
own ink, with the label in quotes at its end. The writer is that of ``.WRITER_ID``, or else the
second number of the ``.COMMENT`` after the segment. y points up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnet.strokes.files import MAX_FILE_BYTES, StrokeFileError
from nnet.strokes.original import read_lines
from nnet.strokes.types import PenDigit


def read_pen_digits(path: Path) -> Iterator[PenDigit]:
    """Yield the digits of a file, in its own box: y is 0 at its highest point.

    Segments that are no digit, and those without ink, are left out. Raises ``StrokeFileError``
    where there is no digit and for a file beyond its bounds, and ``OSError``.
    """
    found: list[tuple[int, str, list[list[tuple[float, float]]]]] = []
    writer, down, taken = "1", False, False
    for _, line in read_lines(path, MAX_FILE_BYTES):
        words = line.split()
        if not words:
            continue
        if words[0] == ".SEGMENT":
            label = re.search(r'"\s*(\d)\s*"\s*$', line)
            taken, down = label is not None, False
            if label is not None:
                found.append((int(label[1]), writer, []))
        elif words[0] == ".WRITER_ID" and len(words) > 1:
            writer = words[1]
        elif words[0] == ".COMMENT" and len(words) == 4 and found and taken and not found[-1][2]:
            found[-1] = (found[-1][0], words[2], [])
        elif words[0] == ".PEN_DOWN" and taken:
            down = True
            found[-1][2].append([])
        elif words[0].startswith("."):
            down = False
        elif down and (point := _parse_point(words)) is not None:
            found[-1][2][-1].append(point)
    height = max((y for _, _, strokes in found for s in strokes for _, y in s), default=0.0)
    inked = [(digit, name, kept) for digit, name, s in found if (kept := [*filter(None, s)])]
    if not inked:
        raise StrokeFileError(
            f"{path}: no digit was found. Expected .SEGMENT lines that end with a label such as "
            '"7", and points between .PEN_DOWN and .PEN_UP.'
        )
    for digit, name, strokes in inked:
        turned = tuple(np.array(stroke) * (1, -1) + (0, height) for stroke in strokes)
        yield PenDigit(digit, name, turned)


def _parse_point(words: list[str]) -> tuple[float, float] | None:
    try:
        x, y = float(words[0]), float(words[1])
    except (IndexError, ValueError):
        return None
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None
