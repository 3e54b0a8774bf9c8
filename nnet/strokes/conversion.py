"""Conversion of public originals into a stroke file.

What a file holds is told by how it begins, not by its name. A folder is read file by file; what it
holds besides, such as documents and the ink that others include, is passed over.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from nnet.strokes.files import (
    MAX_DRAWINGS,
    MAX_FILE_BYTES,
    MAX_WRITER,
    StrokeFileError,
    write_drawing,
)
from nnet.strokes.omniglot import read_letter
from nnet.strokes.original import Found, LeftOut
from nnet.strokes.pen_digits import read_pen_digits
from nnet.strokes.quick_draw import read_doodles
from nnet.strokes.types import PenDigit, PenDrawing
from nnet.strokes.uji_pen_characters import read_pen_characters
from nnet.strokes.unipen import read_annotations

Reader = Callable[[Path], Iterator[Found]]

HEAD_BYTES = 64 * 1024
"""By which a file is recognised."""

MAX_FILES = 200_000
"""Of a folder: UNIPEN has 28,000, Omniglot 32,460."""

SHOWN_REASONS = 3


@dataclass
class Conversion:
    """What originals were converted into.

    lines    of a stroke file
    digits   how many of them are one digit
    writers  their names
    left_out how many drawings and files were left out, with the first few reasons
    """

    lines: list[str] = field(default_factory=list)
    digits: int = 0
    writers: set[str] = field(default_factory=set)
    left_out: int = 0
    reasons: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, drawing: PenDigit | PenDrawing) -> None:
        """Take a drawing in; raises ``StrokeFileError`` for more than a stroke file holds."""
        if len(drawing.writer) > MAX_WRITER:
            raise StrokeFileError(f"A writer's name has over {MAX_WRITER} characters.")
        line = write_drawing(drawing)
        self.size += len(line)
        if len(self.lines) == MAX_DRAWINGS or self.size > MAX_FILE_BYTES:
            raise StrokeFileError(
                f"A stroke file holds {MAX_DRAWINGS:,} drawings in {MAX_FILE_BYTES:,} bytes. "
                "Convert a part, or fewer of each file with --first."
            )
        self.lines.append(line)
        self.digits += isinstance(drawing, PenDigit)
        self.writers.add(drawing.writer)

    def leave_out(self, reason: str) -> None:
        """Count a drawing or a file that is left out."""
        self.left_out += 1
        if len(self.reasons) < SHOWN_REASONS:
            self.reasons.append(reason)


def convert(sources: Sequence[Path], prefix: str = "", first: int | None = None) -> Conversion:
    """Return the drawings of originals, files and folders.

    prefix  comes before each writer's name, so that the writers of two sources stay apart
    first   of each file, so many drawings at most

    In a folder, a file that cannot be read is left out; a file that is a source itself must be
    whole. Raises ``StrokeFileError`` for that, for more than a stroke file holds and where there is
    no drawing at all; and ``OSError``.
    """
    conversion = Conversion()
    for source in sources:
        for found in _read_folder(source, first) if source.is_dir() else _read(source, first):
            if isinstance(found, LeftOut):
                conversion.leave_out(found.reason)
            else:
                conversion.add(replace(found, writer=prefix + found.writer))
    if not conversion.lines:
        reason = "; ".join(conversion.reasons) or "none of their files is in a format that is read"
        raise StrokeFileError(f"No drawing was found: {reason}.")
    return conversion


def choose_reader(path: Path) -> Reader | None:
    """Return what reads a file, by how it begins; None where nothing does."""
    with path.open("rb") as stream:
        lines = stream.read(HEAD_BYTES).decode("latin-1").splitlines()
    begin = next((line.strip() for line in lines if line.strip()), "")
    if begin == "START":
        return read_letter
    if begin.startswith("{"):
        return read_doodles
    if begin.startswith(("//", "WORD ")):
        return read_pen_characters
    segment, ink = (
        next((i for i, line in enumerate(lines) if line.startswith(keyword)), len(lines))
        for keyword in (".SEGMENT", ".PEN_DOWN")
    )
    if segment == len(lines):
        return None
    return read_pen_digits if segment < ink < len(lines) else read_annotations


def _read(path: Path, first: int | None) -> Iterator[Found]:
    """Yield what a file holds."""
    reader = choose_reader(path)
    if reader is None:
        raise StrokeFileError(
            f"{path} is in none of the formats that are read: UNIPEN with .SEGMENT lines, "
            "UJIpenchars, Quick, Draw! and Omniglot."
        )
    yield from islice(reader(path), first)


def _read_folder(folder: Path, first: int | None) -> Iterator[Found]:
    """Yield what all files below a folder hold; links are not followed."""
    for path in _files_below(folder):
        try:
            reader = choose_reader(path)
            if reader is not None:
                yield from islice(reader(path), first)
        except (StrokeFileError, OSError) as error:
            yield LeftOut(str(error))


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, sorted by name within each folder."""
    count = 0
    for at, folders, names in os.walk(folder):
        folders.sort()
        for path in (Path(at, name) for name in sorted(names)):
            count += 1
            if count > MAX_FILES:
                raise StrokeFileError(f"{folder} has more than {MAX_FILES:,} files.")
            if path.is_file() and not path.is_symlink():
                yield path
