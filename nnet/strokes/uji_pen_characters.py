"""UJIpenchars2 (Prat, Castro, Llorens, Marzal and Vilar, 2008): a file of single characters.

The format is that of its ``uji2.names``: UTF-8, ``//`` before comments, and for each character
``WORD``, the character and the session (``trn_UJI_W03-01``: the writer, and which of two samples),
``NUMSTROKES`` and their number, and for each stroke ``POINTS``, their number, ``#`` and x and y of
each. y points down from the top of the box in which it was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnet.strokes.files import MAX_POINTS, StrokeFileError
from nnet.strokes.original import Found, make_drawing, parse_numbers, read_lines
from nnet.strokes.types import Polyline

EXPECTED = (
    "expected WORD a trn_UJI_W01-01, NUMSTROKES 2, or POINTS 2 # 1 2 3 4, with as many strokes and "
    "points as they say"
)


def read_pen_characters(path: Path) -> Iterator[Found]:
    """Yield a file's characters; the writer is the session without the number of the sample.

    Raises ``StrokeFileError`` for a line that is none of the format's, and ``OSError``.
    """
    lines = ((number, line.split()) for number, line in read_lines(path) if line.strip())
    told = ((number, words) for number, words in lines if not words[0].startswith("//"))
    for number, words in told:
        where = f"{path}, line {number}"
        _require(len(words) == 3 and words[0] == "WORD", where)
        label, session = words[1:]
        count = _read_count(path, *next(told, (number, [])))
        strokes = [_read_stroke(path, *next(told, (number, []))) for _ in range(count)]
        yield make_drawing(label, session.rpartition("-")[0] or session, strokes, where)


def _read_count(path: Path, number: int, words: list[str]) -> int:
    """Return how many strokes a ``NUMSTROKES`` line says that there are."""
    where = f"{path}, line {number}"
    _require(len(words) == 2 and words[0] == "NUMSTROKES" and words[1].isdecimal(), where)
    _require(len(words[1]) <= len(str(MAX_POINTS)), where)
    return int(words[1])


def _read_stroke(path: Path, number: int, words: list[str]) -> Polyline:
    """Return the points of a ``POINTS`` line, (n, 2)."""
    where = f"{path}, line {number}"
    _require(len(words) > 2 and words[0] == "POINTS" and words[2] == "#", where)
    values = parse_numbers(words[3:], where)
    _require(len(values) % 2 == 0 and words[1] == str(len(values) // 2), where)
    return np.array(values).reshape(-1, 2)


def _require(holds: bool, where: str) -> None:
    if not holds:
        raise StrokeFileError(f"{where}: {EXPECTED}.")
