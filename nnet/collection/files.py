"""The collection as files: strokes, or an archive with pictures beside them, out and in again.

The strokes are a stroke file (``strokes/files.py``) whose lines say more than such a file needs:
the pen's width, and what had been read. The archive is a ZIP with ``strokes.jsonl``; with
``pictures/7/<id>.png``, what a network sees of each, white on black as MNIST's digits are, in a
folder for each label; and with ``labels.csv``.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any

import numpy as np

from nnet.collection.ink import Ink, prepare_ink
from nnet.collection.queries import pixels_of
from nnet.collection.tables import Correction
from nnet.imaging.png import encode_png
from nnet.pictures.errors import PictureError
from nnet.strokes.files import StrokeFileError, parse_drawings, write_drawing
from nnet.strokes.pen import SIDE, Pose, place_strokes
from nnet.strokes.types import PenDigit, PenDrawing, Polyline

NO_DIGIT = "none"
"""The label of what is none of the ten digits."""

STROKES_NAME, LABELS_NAME = "strokes.jsonl", "labels.csv"

ZIP_BEGINS, ZIP_ENTRY = b"PK\x03\x04", b"PK\x01\x02"

MAX_ENTRIES = 30_000
"""Files in an archive: each takes memory before the first is looked at."""

MAX_TAKEN = 2_000
"""Drawings that are taken in at once: some seconds, for each is drawn and measured."""

MAX_TAKEN_BYTES = 32 * 1024 * 1024
"""Of the strokes of all of them, unpacked."""

PEN = 18.0
"""The width that the page's pen begins with, for strokes that do not tell theirs."""

MAX_PEN = 100.0

PLACED = Pose(PEN, 0.7, 0.5, 0.5)
"""How strokes are put on the paper whose coordinates are not the paper's."""


def write_collection(stream: IO[bytes], kept: Iterable[Correction]) -> int:
    """Write a stroke file; return of how many drawings."""
    count = 0
    for made in kept:
        stream.write(_line_of(made).encode())
        count += 1
    return count


def write_archive(stream: IO[bytes], kept: Iterable[Correction]) -> int:
    """Write the archive; return of how many drawings."""
    lines: list[str] = []
    labels = ["picture,label,contributor\n"]
    with zipfile.ZipFile(stream, "w") as archive:
        for made in kept:
            name = f"pictures/{label_of(made)}/{made.id}.png"
            # As early as a ZIP knows: when it was made says nothing that the strokes do not.
            archive.writestr(zipfile.ZipInfo(name), encode_png(pixels_of(made)))
            labels.append(f"{name},{label_of(made)},{_cell(made.contributor)}\n")
            lines.append(_line_of(made))
        for name, parts in ((STROKES_NAME, lines), (LABELS_NAME, labels)):
            text = "".join(parts)
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return len(lines)


def read_collection(content: bytes) -> Iterator[tuple[Ink, int | None, str]]:
    """Yield the ink of each drawing in a stroke file or an archive, its digit or None, and whose.

    Numbers are left out, and what leaves no ink. Raises ``StrokeFileError``.
    """
    with _strokes_in(content) as stream:
        # All of it first: a mistake in the last line should not take seconds to be found.
        found = [
            (drawing, _pen_of(said))
            for drawing, said in parse_drawings(stream, STROKES_NAME, MAX_TAKEN, MAX_TAKEN_BYTES)
        ]
    for drawing, pen in found:
        if isinstance(drawing, PenDrawing) and drawing.is_number:
            continue
        try:
            ink = prepare_ink(_values_of(drawing.strokes, pen))
        except PictureError:
            continue
        yield ink, drawing.label if isinstance(drawing, PenDigit) else None, drawing.writer


def label_of(made: Correction) -> str:
    """Return the digit that a correction says, or that it is none."""
    return NO_DIGIT if made.label is None else str(made.label)


def as_drawing(made: Correction) -> PenDigit | PenDrawing:
    """Return a correction as a drawing of a stroke file."""
    strokes = tuple(np.array(stroke["points"])[:, :2] for stroke in made.strokes)
    if made.label is None:
        return PenDrawing(NO_DIGIT, made.contributor, strokes)
    return PenDigit(made.label, made.contributor, strokes)


def _line_of(made: Correction) -> str:
    """Return a correction's line in a stroke file."""
    line = json.loads(write_drawing(as_drawing(made)))
    width = max(stroke["width"] for stroke in made.strokes)
    more = {"width": width, "status": made.status, "answer": made.answer, "model": made.model}
    return f"{json.dumps({**line, **more})}\n"


def _cell(text: str) -> str:
    """Return a text as a cell of a CSV file that no spreadsheet takes for a formula."""
    safe = f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
    return '"' + safe.replace('"', '""') + '"'


@contextmanager
def _strokes_in(content: bytes) -> Iterator[IO[bytes]]:
    """Open the strokes in what was sent; raises ``StrokeFileError``."""
    if not content.startswith(ZIP_BEGINS):
        yield BytesIO(content)
        return
    if content.count(ZIP_ENTRY) > MAX_ENTRIES:
        raise StrokeFileError(f"The archive has more than {MAX_ENTRIES:,} files.")
    try:
        with (
            zipfile.ZipFile(BytesIO(content)) as archive,
            archive.open(STROKES_NAME) as stream,
        ):
            yield stream
    except KeyError:
        raise StrokeFileError(
            f"The archive has no {STROKES_NAME}. Expected one that was saved here."
        ) from None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
        raise StrokeFileError(f"The archive cannot be unpacked: {error}.") from None


def _pen_of(said: Any) -> float:
    """Return the pen's width that a line tells, if it tells one that a pen may have."""
    width = said.get("width")
    is_one = isinstance(width, int | float) and not isinstance(width, bool) and 0 < width <= MAX_PEN
    return float(width) if is_one else PEN


def _values_of(strokes: tuple[Polyline, ...], width: float) -> list[dict[str, Any]]:
    """Return strokes on the page's paper, as the page sends them."""
    points = np.concatenate(strokes)
    on_paper = points.min() >= 0 and points.max() <= SIDE
    placed = strokes if on_paper else place_strokes(strokes, PLACED)
    return [
        {"width": width, "erases": False, "points": [[x, y, 1, 0] for x, y in line.tolist()]}
        for line in placed
    ]
