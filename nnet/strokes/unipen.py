"""UNIPEN (Guyon, Schomaker, Plamondon, Liberman and Janet, 1994): ink, and what parts of it say.

A file of annotations names the files of its ink (``.INCLUDE``, which may include others) and then
parts of that ink: ``.SEGMENT CHARACTER 12-14 OK "4"``. Followed is the "UNIPEN 1.0 Format
Definition" (I. Guyon, 1994) in the way of the collection ``train_r01_v07``:

- Components are numbered from 0, over all files that a file of annotations includes: every
  ``.PEN_DOWN`` and every ``.PEN_UP`` that has points. One without points, ``.DT`` and
  ``.START_BOX`` count for nothing.
- A segment is made of components (``5``), of ranges (``12-14``), of parts that begin and end at a
  point, numbered from 0 too (``3:10-4:7``), or of several of these, with commas.
- ``.COORD`` gives the order of a point's numbers; y points up.
- A keyword begins its line. What other keywords say is not looked at.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from nnet.strokes.files import StrokeFileError
from nnet.strokes.original import Found, parse_numbers, read_lines
from nnet.strokes.unipen_segments import Component, read_segment

MAX_INCLUDED_BYTES = 32 * 1024 * 1024
"""Of a file of annotations and all that it includes; the largest seen have under a megabyte."""

MAX_INCLUDES = 50
"""Files that a file of annotations includes, and those include; four is the most that is seen."""

MAX_SEGMENTS = 10_000
"""Of a file of annotations; a thousand are many."""

MAX_COMPONENTS = 50_000
"""Of all that a file of annotations includes; ten thousand are many."""

MANY_FOLDERS = ("ap", "ce", "hp")
"""The beginnings of the names of folders that one donor gave several of (Apple, CEDAR and Hewlett
Packard): a person who is in two of them is one."""


@dataclass
class _Reading:
    """What is known in the middle of a file of annotations.

    folder   that its includes are in, and never outside
    open     the files that are being read: the one of annotations, what it includes, and so on
    columns  of a point's numbers: which are x and y, and how many there are
    """

    folder: Path | None
    open: list[Path]
    components: list[Component] = field(default_factory=list)
    segments: list[tuple[str, str]] = field(default_factory=list)
    columns: tuple[int, int, int] = (0, 1, 2)
    writer: str = ""
    includes: int = 0
    bytes_left: int = field(default_factory=lambda: MAX_INCLUDED_BYTES)


def read_annotations(path: Path) -> Iterator[Found]:
    """Yield what the segments of a file of annotations are made of.

    A label of one digit at the level of characters is a digit, everything else a drawing of that
    text. A writer is called by the donor and a hash of the name, as many are people's names.

    Raises ``StrokeFileError`` for a line that is none of the format's, for an include that is not
    there, leads out of the folder of includes or includes itself, and beyond the bounds; and
    ``OSError``.
    """
    reading = _Reading(_find_includes(path), [Path(os.path.realpath(path))])
    _read_file(path, reading)
    for where, text in reading.segments:
        yield read_segment(text, reading.components, where)


def _find_includes(path: Path) -> Path | None:
    """Return the folder ``include`` that stands beside the folder ``data`` above a file, or None.

    That is how the collection is laid out; no other folder is looked for.
    """
    for folder in Path(os.path.abspath(path)).parents:
        if folder.name == "data" and (include := folder.with_name("include")).is_dir():
            return Path(os.path.realpath(include))
    return None


def _read_file(path: Path, reading: _Reading) -> None:
    """Read a file's ink, and take down its segments."""
    ink: array[float] | None = None
    down, begin = False, ""
    for number, line in read_lines(path, reading.bytes_left):
        where = f"{path}, line {number}"
        reading.bytes_left -= len(line) + 1
        if not line.startswith("."):
            if ink is not None:
                ink.extend(parse_numbers(line.split(), where))
            continue
        _add_component(ink, down, begin, reading)
        keyword, *rest = line.split(maxsplit=1)
        text = rest[0].strip() if rest else ""
        ink = None
        if keyword in (".PEN_DOWN", ".PEN_UP"):
            down, begin = keyword == ".PEN_DOWN", where
            ink = array("d", parse_numbers(text.split(), where))
        else:
            _read_keyword(keyword, text, where, reading)
    _add_component(ink, down, begin, reading)


def _add_component(ink: array[float] | None, down: bool, where: str, reading: _Reading) -> None:
    """Number a piece of ink, unless it has no points."""
    if not ink:
        return
    if len(reading.components) == MAX_COMPONENTS:
        raise StrokeFileError(f"{where}: at most {MAX_COMPONENTS:,} pieces of ink are read.")
    x, y, columns = reading.columns
    if len(ink) % columns:
        raise StrokeFileError(f"{where}: expected {columns} numbers a point, as .COORD says.")
    path = reading.open[-1]
    points = np.array(ink).reshape(-1, columns)[:, (x, y)] * (1, -1)
    reading.components.append(
        Component(points, down, _name_writer(path, reading.folder, reading.writer))
    )


def _read_keyword(keyword: str, text: str, where: str, reading: _Reading) -> None:
    """Follow an include, and take down a segment, the order of coordinates and the writer."""
    if keyword == ".INCLUDE":
        _include(text, where, reading)
    elif keyword == ".SEGMENT":
        if len(reading.segments) == MAX_SEGMENTS:
            raise StrokeFileError(f"{where}: at most {MAX_SEGMENTS:,} segments of a file are read.")
        reading.segments.append((where, text))
    elif keyword == ".COORD":
        names = text.split()
        if not {"X", "Y"} <= set(names):
            raise StrokeFileError(f"{where}: expected such as .COORD X Y, found {text[:60]!r}.")
        reading.columns = (names.index("X"), names.index("Y"), len(names))
    elif keyword == ".WRITER_ID":
        reading.writer = text


def _include(name: str, where: str, reading: _Reading) -> None:
    """Read a file that another one includes."""
    if reading.folder is None:
        raise StrokeFileError(
            f"{where}: there is no folder include to look in. Expected are data/ and include/ "
            "beside each other, and the file somewhere in data/."
        )
    path = Path(os.path.realpath(reading.folder / name.replace("\0", "")))
    if not path.is_relative_to(reading.folder):
        raise StrokeFileError(f"{where}: {name[:200]} leads out of {reading.folder}.")
    if path in reading.open:
        raise StrokeFileError(f"{where}: {name[:200]} includes itself.")
    if reading.includes == MAX_INCLUDES:
        raise StrokeFileError(f"{where}: at most {MAX_INCLUDES} includes are followed.")
    if not path.is_file():
        raise StrokeFileError(f"{where}: {name[:200]} is not in {reading.folder}.")
    reading.includes += 1
    reading.open.append(path)
    _read_file(path, reading)
    reading.open.pop()


@lru_cache(maxsize=256)
def _name_writer(path: Path, includes: Path | None, writer: str) -> str:
    """Return what the writer of a file of ink is called here, the same in all parts of it all."""
    inside = includes is not None and path.is_relative_to(includes)
    donor = path.relative_to(includes or path).parts[0] if inside else path.parent.name
    donor = donor[:2] if donor.startswith(MANY_FOLDERS) else donor
    person = f"{donor}:{writer or path.stem}"
    return f"{donor}-{sha256(person.encode()).hexdigest()[:6]}"
