"""Stroke files: what people drew as strokes of a pen, read and written.

A stroke file has one JSON object a line: ``label`` (0 to 9 for a digit; a text for a number, a
letter or a thing), ``writer`` (a name) and ``strokes``, a list of strokes, each a list of points
``[x, y]`` with y pointing down. More keys may stand there and are not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from nnet.strokes.types import PenDigit, PenDrawing
from nnet.strokes.validation import StrokeRules, check_strokes

MAX_POINTS = 10_000
"""More points than this make no digit."""

MAX_COORDINATE = 1e6

EXPECTED_POINTS = (
    "a stroke is a list of points [x, y], at least one, of finite numbers from "
    f"{-MAX_COORDINATE:,.0f} to {MAX_COORDINATE:,.0f}"
)

RULES = StrokeRules(
    min_strokes=1,
    max_strokes=MAX_POINTS,
    max_points=MAX_POINTS,
    columns=((-MAX_COORDINATE, MAX_COORDINATE),) * 2,
    refusals={
        "strokes": "strokes must be a list of at least one stroke",
        "points": EXPECTED_POINTS,
        "point": EXPECTED_POINTS,
        "range": EXPECTED_POINTS,
        "total": f"a digit has at most {MAX_POINTS:,} points",
    },
)

MAX_LINE_BYTES = 1024 * 1024
MAX_DRAWINGS = 200_000
MAX_LABEL = 100
"""Characters of a label."""

MAX_WRITER = 100
"""Characters of a writer's name."""

MAX_FILE_BYTES = 128 * 1024 * 1024
"""What is read of a file: UCI's pen digits are 11,000 in 9 MB."""


class StrokeFileError(ValueError):
    """A file of strokes is not what it should be; the text names the line."""


def read_strokes(path: Path) -> list[PenDigit]:
    """Return the digits in a stroke file; raises ``StrokeFileError`` and ``OSError``."""
    digits = [drawing for drawing in read_drawings(path) if isinstance(drawing, PenDigit)]
    if not digits:
        raise StrokeFileError(f"{path} holds no digit.")
    return digits


def read_drawings(path: Path) -> list[PenDigit | PenDrawing]:
    """Return all that a stroke file holds; raises ``StrokeFileError`` and ``OSError``."""
    with path.open("rb") as stream:
        return [drawing for drawing, _ in parse_drawings(stream, str(path))]


def parse_drawings(
    stream: IO[bytes],
    name: str,
    most: int = MAX_DRAWINGS,
    most_bytes: int = MAX_FILE_BYTES,
) -> Iterator[tuple[PenDigit | PenDrawing, Mapping[str, Any]]]:
    """Yield the drawings in the content of a stroke file, each with all that its line says.

    name  what the file is called where it is told what is wrong with it
    most  how many drawings are read, and of how many bytes

    Raises ``StrokeFileError``.
    """
    count = size = 0
    lines = iter(lambda: stream.readline(MAX_LINE_BYTES + 1), b"")
    for number, line in enumerate(lines, 1):
        size += len(line)
        if len(line) > MAX_LINE_BYTES:
            raise StrokeFileError(
                f"{name}, line {number}: longer than {MAX_LINE_BYTES:,} bytes, no drawing is."
            )
        if count == most or size > most_bytes or number > 2 * most:  # empty lines take time, too
            raise StrokeFileError(
                f"{name}, line {number}: at most {most:,} drawings in {most_bytes:,} bytes are "
                "read. Use a part of it."
            )
        if line.strip():
            try:
                value = json.loads(line.decode("utf-8", "replace"))
                drawing = _parse_drawing(value)
            except (ValueError, RecursionError) as error:
                raise StrokeFileError(
                    f"{name}, line {number}: {error or 'nested too deeply'}. Each line needs "
                    'such as {"label": 7, "writer": "a", "strokes": [[[0, 0], [9, 0]]]}.'
                ) from None
            count += 1
            yield drawing, value
    if not count:
        raise StrokeFileError(f"{name} holds no digit.")


def write_strokes(drawings: Iterable[PenDigit | PenDrawing]) -> bytes:
    """Return drawings as the content of a stroke file."""
    return "".join(map(write_drawing, drawings)).encode()


def write_drawing(drawing: PenDigit | PenDrawing) -> str:
    """Return a drawing as a line of a stroke file."""
    strokes = [[list(map(_shorten, point)) for point in s.tolist()] for s in drawing.strokes]
    values = {"label": drawing.label, "writer": drawing.writer, "strokes": strokes}
    return f"{json.dumps(values)}\n"


def writers_of(drawings: Iterable[PenDigit | PenDrawing]) -> list[str]:
    """Return the names of all writers, sorted."""
    return sorted({drawing.writer for drawing in drawings})


def _parse_drawing(value: Any) -> PenDigit | PenDrawing:
    if not isinstance(value, dict):
        raise ValueError(f"a drawing is an object, found {type(value).__name__}")
    label, writer, strokes = (value.get(key) for key in ("label", "writer", "strokes"))
    if not isinstance(writer, str) or not 0 < len(writer) <= MAX_WRITER:
        raise ValueError(f"writer must be a name of 1 to {MAX_WRITER} characters")
    if isinstance(label, str) and 0 < len(label) <= MAX_LABEL:
        return PenDrawing(label, writer, tuple(check_strokes(strokes, RULES)))
    if isinstance(label, bool) or not isinstance(label, int) or not 0 <= label <= 9:
        raise ValueError(
            "label must be a whole number from 0 to 9, or a text of at most "
            f"{MAX_LABEL} characters, found {label!r}"[:200]
        )
    return PenDigit(label, writer, tuple(check_strokes(strokes, RULES)))


def _shorten(number: float) -> float | int:
    return int(number) if float(number).is_integer() else round(float(number), 3)
