"""Series: the curves of runs as the lines of a chart, named, smoothed or put together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, takewhile
from typing import Any

from flask_babel import gettext, ngettext

from webapp.curves.palette import LOOKS
from webapp.curves.view import PARTS, View

Points = list[tuple[int, float]]
"""Epochs and what was measured after them."""

SEED = re.compile(r", seed [0-9]+$")
LAST_WORD = re.compile(r"[\s,;:_-]+[^\W\d_]*[\s\d_-]*$")
"""What the names of seeds end with, and what leads to it: ", seed"."""


@dataclass(frozen=True)
class Series:
    """A line.

    name      what its runs are called; label: the same at the end of the line, shorter
    look      the number of its colour and dash
    points    of the line
    low, high the band around it, if there is one
    measured  what was measured, where the line is smoothed
    """

    name: str
    label: str
    look: int
    points: Points
    low: Points | None = None
    high: Points | None = None
    measured: Points | None = None


def series_of(
    runs: Sequence[Mapping[str, Any]],
    curves: Mapping[str, Points],
    looks: Mapping[str, int],
    view: View,
) -> list[Series]:
    """Return the lines of runs, the oldest first, of which a curve is known.

    runs           each with its ``id``, ``name``, ``recipe`` and ``config``
    curves, looks  by the ids of the runs
    """
    shown = [run for run in runs if curves.get(run["id"])]
    groups = _groups(shown) if view.lines == "seeds" else [[run] for run in shown]
    names = distinct([_name(group) for group in groups])
    labels = short_labels(names)
    return [
        _line(group, curves, view.smoothing, name, label, looks[group[0]["id"]])
        for group, name, label in zip(groups, names, labels, strict=True)
    ]


def series_of_parts(curves: Mapping[str, Points]) -> list[Series]:
    """Return a line for each part of the digits, of which a curve is known by its metric."""
    names = {
        "train": gettext("Training"),
        "validation": gettext("Validation"),
        "test": gettext("Test"),
        "drawings": gettext("Drawings"),
    }
    known = {metric.split("_")[0]: points for metric, points in curves.items() if points}
    return [
        Series(names[part], names[part], look, known[part])
        for look, part in enumerate(PARTS)
        if part in known
    ]


def choose_looks(ranks: Sequence[int]) -> list[int]:
    """Return a look for each rank: the rank's own, or the next one that no other line has."""
    taken: dict[int, None] = {}
    for at, rank in enumerate(ranks):
        candidates = (look % LOOKS for look in range(rank, rank + LOOKS))
        free = next((look for look in candidates if look not in taken), None)
        # More lines than looks: the rest are told apart by their names.
        taken[rank % LOOKS + LOOKS * (at + 1) if free is None else free] = None
    return [look % LOOKS for look in taken]


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names, of equal ones the second and later ones with their number."""
    given: dict[str, None] = {}
    for name in names:
        numbered = (f"{name} ({number})" for number in count(2))
        given[next(text for text in chain([name], numbered) if text not in given)] = None
    return list(given)


def short_labels(names: Sequence[str]) -> list[str]:
    """Return the names without the seed at their end, where that still tells them apart."""
    shorter = [SEED.sub("", name) or name for name in names]
    return [
        short if shorter.count(short) == 1 else name
        for short, name in zip(shorter, names, strict=True)
    ]


def smooth(points: Points, weight: float) -> Points:
    """Return the exponential moving average of points, corrected for its start.

    Each value counts ``weight`` times as much as the next one (Kingma and Ba, Adam, section 3).
    """
    total = weights = 0.0
    smoothed: Points = []
    for epoch, value in points:
        total = weight * total + (1 - weight) * value
        weights = weight * weights + (1 - weight)
        smoothed.append((epoch, total / weights))
    return smoothed


def _line(
    group: Sequence[Mapping[str, Any]],
    curves: Mapping[str, Points],
    weight: float,
    name: str,
    label: str,
    look: int,
) -> Series:
    """Return the line of a run, or the mean of several in a band from the lowest to the highest.

    Each run is smoothed by itself: the band still goes from the lowest curve to the highest.
    """
    plain = [curves[run["id"]] for run in group]
    drawn = [smooth(points, weight) for points in plain] if weight else plain
    measured = _mean(plain) if weight else None
    if len(group) == 1:
        return Series(name, label, look, drawn[0], measured=measured)
    low, high = _each_epoch(drawn, min), _each_epoch(drawn, max)
    return Series(name, label, look, _mean(drawn), low, high, measured)


def _mean(curves: Sequence[Points]) -> Points:
    return _each_epoch(curves, lambda values: sum(values) / len(values))


def _each_epoch(curves: Sequence[Points], combine: Callable[[list[float]], float]) -> Points:
    """Combine, epoch by epoch, the values of those curves that have it."""
    values: dict[int, list[float]] = {}
    for points in curves:
        for epoch, value in points:
            values.setdefault(epoch, []).append(value)
    return [(epoch, combine(found)) for epoch, found in sorted(values.items())]


def _groups(runs: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Put together the runs that differ in their seed alone, in their order."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for run in runs:
        groups.setdefault(json.dumps({**run["config"], "seed": None}), []).append(run)
    return list(groups.values())


def _name(group: Sequence[Mapping[str, Any]]) -> str:
    """Return a run's name, or what the names of several begin with and how many they are."""
    names = [run["name"] for run in group]
    if len(names) == 1:
        return str(names[0])
    common = LAST_WORD.sub("", _common_start(names)) or group[0]["recipe"]
    return ngettext("%(name)s, one seed", "%(name)s, %(num)d seeds", len(names), name=common)


def _common_start(names: Sequence[str]) -> str:
    letters = takewhile(lambda each: len({*each}) == 1, zip(*names, strict=False))
    return "".join(each[0] for each in letters)
