"""A segment of UNIPEN: which pieces of ink it is made of, and what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nnet.strokes.files import StrokeFileError
from nnet.strokes.original import Found, LeftOut, make_drawing
from nnet.strokes.types import Polyline

MAX_SEGMENT_COMPONENTS = 1000
"""Of a segment: the longest line of text has a few hundred."""

CHARACTER_LEVELS = frozenset({"CHARACTER", "CHAR", "DIGIT"})
"""The levels at which a label of one digit is a digit; at others it is a word of one letter."""

PART = re.compile(r"(\d{1,9})(?::(\d{1,9}))?(?:-(\d{1,9})(?::(\d{1,9}))?)?", re.ASCII)
"""``5``, ``12-14`` and ``3:10-4:7``: components, and points of the first and the last one."""


@dataclass(frozen=True)
class Component:
    """A piece of ink, or of the pen's way above the paper.

    points  (n, 2) float64: x and y, y pointing down
    down    whether the pen was on the paper
    writer  whose hand it is
    """

    points: Polyline
    down: bool
    writer: str


def read_segment(text: str, components: Sequence[Component], where: str) -> Found:
    """Return what a ``.SEGMENT`` is made of.

    text   what follows the keyword: level, delineation, quality and, in quotes, the label

    One that has no label or names no ink of ``components`` is left out. Raises ``StrokeFileError``
    for a delineation that is none.
    """
    head, _, quoted = text.partition('"')
    level, delineation = [*head.split(), "", ""][:2]
    if not quoted.endswith('"') or delineation in ("", "?"):
        return LeftOut(f"{where}: it does not say which ink it is, or what it says")
    numbers: list[tuple[int, slice]] = []
    for part in delineation.split(","):
        if (found := PART.fullmatch(part)) is None:
            raise StrokeFileError(
                f"{where}: expected such as 12-14 or 3:10-4:7, found {part[:60]!r}."
            )
        first, start, last, end = found.groups()
        last, end = (first, start) if last is None else (last, end)
        span = range(int(first), int(last) + 1)
        if (
            not span
            or span[-1] >= len(components)
            or len(numbers) + len(span) > MAX_SEGMENT_COMPONENTS
        ):
            return LeftOut(f"{where}: the ink {delineation} is not there")
        whole = [slice(None)] * len(span)
        numbers += zip(span, _cut(whole, start, end), strict=True)
    strokes = [components[i].points[part] for i, part in numbers if components[i].down]
    writer = components[numbers[0][0]].writer
    return make_drawing(
        _unescape(quoted[:-1]).strip(), writer, strokes, where, level in CHARACTER_LEVELS
    )


def _cut(parts: list[slice], start: str | None, end: str | None) -> list[slice]:
    """Return the points of each component, those of the first and the last being given."""
    if start is not None:
        parts[0] = slice(int(start), None)
    if end is not None:
        parts[-1] = slice(parts[-1].start, int(end) + 1)
    return parts


def _unescape(label: str) -> str:
    """Return a label without its escapes; tabulators and new lines count as spaces."""
    return re.sub(r'\\([\\"tn])', lambda found: found[1] if found[1] in '\\"' else " ", label)
