"""Counterfactuals: the smallest change of the strokes that would change the answer.

A change takes a stroke away, closes a gap, or shortens a stroke at either end. Each one is drawn
and read like any drawing, the smallest first (Wachter et al. 2017, *Counterfactual Explanations
Without Opening the Black Box*, with strokes in the place of numbers).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnet.strokes.pen import count_curve_points, curve
from nnet.strokes.types import Polyline, Stroke

Kind = Literal["stroke", "start", "end", "gap"]

MAX_READINGS = 40
"""How many changes are read at the most; each reading of a digit takes some 6 ms."""

MAX_WORK = 24_000
"""What drawing and reading all changes may cost, in points along their lines, ``FLATNESS`` apart: a
digit has 150 to 500. A wide pen's points count for more. Of a drawing that is as much as six digits
fewer changes are read: counted, and not timed, so that the answer is always the same."""

WIDE = 50.0
"""The width of a pen whose points cost twice as much as the thinnest one's."""

MAX_STROKES = 6
"""Of a drawing in which changes are sought: a digit has four at the most."""

MAX_SHORTENED = 0.5
"""The share of a stroke that may be taken from one end: more than that is no tail any more."""

MAX_STEPS = 15
"""In how many steps an end is shortened up to there, at the most."""

MAX_GAP = 0.6
"""The widest gap that is closed, as a share of the longer side of the drawing."""

DETOUR = 2.5
"""How many times longer the way along a stroke must be than the gap between two of its points."""


@dataclass(frozen=True)
class Change:
    """A change of a drawing.

    kind     ``stroke``: one is taken away; ``start`` or ``end``: one is shortened there; ``gap``:
             one is closed
    part     the line that is taken away or, of a gap, added
    strokes  the drawing after it
    """

    kind: Kind
    part: Polyline
    strokes: Sequence[Stroke]

    @property
    def size(self) -> float:
        """How long the line is that is taken away or added."""
        return float(np.hypot(*np.diff(self.part, axis=0).T).sum())


@dataclass(frozen=True)
class Found:
    """What a search found.

    before  the digit that is read of the drawing as it is, or None
    tried   how many changes were read
    change  the smallest that makes another digit of it; else the smallest that makes none of it, or
            None where nothing that was tried changes the answer
    after   the digit that is read then, or None
    """

    before: int | None
    tried: int
    change: Change | None = None
    after: int | None = None


def find_smallest_change(
    strokes: Sequence[Stroke],
    before: int | None,
    read: Callable[[Sequence[Stroke]], int | None],
) -> Found:
    """Return the smallest change that changes what is read.

    strokes  of one digit
    before   what is read of them, see ``read``
    read     returns the digit that a drawing is read as, or None where it is not one digit
    """
    tried = changes(strokes)
    fallback: Change | None = None
    for count, change in enumerate(tried, 1):
        after = read(change.strokes)
        if after is not None and after != before:
            return Found(before, count, change, after)
        if after is None and before is not None:
            fallback = fallback or change
    return Found(before, len(tried), fallback)


def changes(strokes: Sequence[Stroke]) -> list[Change]:
    """Return the changes that are tried, the smallest first; see ``MAX_READINGS``."""
    if not 0 < len(strokes) <= MAX_STROKES:
        return []
    most = min(int(MAX_WORK / sum(map(_work, strokes))), MAX_READINGS)
    if most == 0:
        return []
    found = list(_closed_gaps(strokes))
    if len(strokes) > 1:
        found += [
            Change("stroke", curve(stroke.points), _replaced(strokes, place, None))
            for place, stroke in enumerate(strokes)
        ]
    steps = min(max((most - len(found)) // (2 * len(strokes)), 1), MAX_STEPS)
    found += _shortened(strokes, steps)
    return sorted(found, key=lambda change: change.size)[:most]


def _work(stroke: Stroke) -> float:
    """Return about what a stroke costs to draw and read, in points of the thinnest pen."""
    return count_curve_points(stroke.points) * (1 + (stroke.widest / WIDE) ** 2)


def _shortened(strokes: Sequence[Stroke], steps: int) -> Iterator[Change]:
    """Yield each stroke without a part of it at its start or its end, in so many lengths."""
    for place, stroke in enumerate(strokes):
        if len(stroke.points) < 2:
            continue
        line = curve(stroke.points)
        for share in np.linspace(0, MAX_SHORTENED, steps + 1)[1:].tolist():
            head, rest = _cut(line, share)
            yield Change("start", head, _replaced(strokes, place, rest))
            rest, tail = _cut(line, 1 - share)
            yield Change("end", tail, _replaced(strokes, place, rest))


def _closed_gaps(strokes: Sequence[Stroke]) -> Iterator[Change]:
    """Yield each end of a stroke drawn on straight to the nearest place that it does not touch.

    A place on the stroke itself counts where the way to it along the stroke is a detour.
    """
    lines = [curve(stroke.points) for stroke in strokes]
    points = np.concatenate(lines)
    of = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    limit = MAX_GAP * float(np.ptp(points, axis=0).max())
    closed: set[tuple[float, ...]] = set()
    for place, (stroke, line) in enumerate(zip(strokes, lines, strict=True)):
        ways = np.concatenate([[0.0], np.hypot(*np.diff(line, axis=0).T).cumsum()])
        for end, way in ((0, ways), (-1, ways[-1] - ways)):
            gaps = np.hypot(*(points - line[end]).T)
            is_open = (gaps > stroke.width) & (gaps < limit)
            is_open[of == place] &= way > DETOUR * gaps[of == place]
            touches_another = ((gaps <= stroke.width) & (of != place)).any()
            if touches_another or not is_open.any():
                continue
            target = points[np.where(is_open, gaps, np.inf).argmin()]
            part = np.stack([line[end], target])
            key = tuple(np.sort(part, axis=0).ravel().tolist())
            if key in closed:  # from the other side
                continue
            closed.add(key)
            longer = np.concatenate([part[::-1], line[1:]] if end == 0 else [line, part[1:]])
            yield Change("gap", part, _replaced(strokes, place, longer))


def _replaced(strokes: Sequence[Stroke], place: int, line: Polyline | None) -> list[Stroke]:
    """Return strokes of which one has another line, or is missing."""
    other = [] if line is None else [Stroke(line, strokes[place].widest)]
    return [*strokes[:place], *other, *strokes[place + 1 :]]


def _cut(line: Polyline, share: float) -> tuple[Polyline, Polyline]:
    """Return both parts of a line that is cut at a share of its length; both have that point."""
    ways = np.concatenate([[0.0], np.hypot(*np.diff(line, axis=0).T).cumsum()])
    at = share * ways[-1]
    point = np.array([[np.interp(at, ways, axis) for axis in line.T]])
    before, after = line[ways < at], line[ways > at]
    return np.concatenate([before, point]), np.concatenate([point, after])
