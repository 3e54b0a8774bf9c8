"""A chart, laid out: where its axes, lines and labels lie, in fractions of the plot.

Fractions grow to the right and downwards, so that one layout serves every size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.curves.axes import Axis, epoch_axis, loss_axis, mistakes_axis, share_axis
from webapp.curves.series import Points, Series
from webapp.curves.view import View

LABEL_GAP = 0.052
"""Of the plot's height from one label to the next: a line of text in the lowest plot there is."""

MOST_LABELS = int(1 / LABEL_GAP)
MAX_COLUMNS = 250
"""Parts of the plot's width of which a line shows no more than the lowest and the highest value."""

Place = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A series in its place; outline is the band around it, dots are what was measured."""

    series: Series
    path: tuple[Place, ...]
    outline: tuple[Place, ...]
    dots: tuple[Place, ...]


@dataclass(frozen=True)
class Label:
    """What is written beside the end of a line: at what height it ends and the text stands."""

    series: Series
    end: Place
    height: float


@dataclass(frozen=True)
class Mark:
    """A thin line down the plot: at which fraction of its width, and what is written there.

    is_low  whether it stands at the bottom, away from where lines that rise end up
    """

    at: float
    text: str
    is_low: bool


@dataclass(frozen=True)
class Chart:
    """A chart, laid out."""

    epochs: Axis
    values: Axis
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...] = ()


def lay_out(series: Sequence[Series], view: View, marks: Sequence[tuple[float, str]] = ()) -> Chart:
    """Return the chart of lines.

    marks  what happened on the way: at how many epochs, and what it is called
    """
    epochs = epoch_axis(max((each.points[-1][0] for each in series), default=1), view.epoch_scale)
    values = _value_axis(series, view)

    def places(points: Points | None) -> tuple[Place, ...]:
        """Return where points lie; what is off the scale by far is not far outside."""
        found = (
            (epochs.position(epoch), 1 - values.position(value)) for epoch, value in points or []
        )
        return thin([(x, min(max(y, -1.0), 2.0)) for x, y in found])

    lines = tuple(
        Line(
            each,
            places(each.points),
            (*places(each.low), *reversed(places(each.high))),
            places(each.measured),
        )
        for each in series
    )
    marked = tuple(
        Mark(epochs.position(at), text, view.is_accuracy)
        for at, text in marks
        if epochs.position(at) <= 1  # in an epoch that is over
    )
    return Chart(epochs, values, lines, _label(lines), marked)


def thin(places: list[Place]) -> tuple[Place, ...]:
    """Leave out places of a line that nobody would see: a peak stays, and so do both ends."""
    if len(places) <= 2 * MAX_COLUMNS:
        return tuple(places)
    columns: dict[int, list[int]] = {}
    for at, (x, _) in enumerate(places):
        columns.setdefault(int(x * MAX_COLUMNS), []).append(at)
    kept = {0, len(places) - 1}
    for column in columns.values():
        kept.add(min(column, key=lambda at: places[at][1]))
        kept.add(max(column, key=lambda at: places[at][1]))
    return tuple(places[at] for at in sorted(kept))


def cut(text: str, length: int) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def spread(heights: Sequence[float], gap: float = LABEL_GAP) -> list[float]:
    """Move heights, sorted, apart until they are a gap from each other, between 0 and 1."""
    moved: list[float] = []
    for height in heights:
        moved.append(max(height, moved[-1] + gap) if moved else max(height, 0.0))
    for at in range(len(moved) - 1, -1, -1):
        moved[at] = min(moved[at], 1 - gap * (len(moved) - 1 - at))
    return moved


def _value_axis(series: Sequence[Series], view: View) -> Axis:
    values = [value for each in series for part in _drawn(each) for _, value in part]
    if view.counts_mistakes:
        return mistakes_axis(values)
    if view.is_accuracy:
        return share_axis(values, view.scale)
    return loss_axis(values, view.scale)


def _drawn(series: Series) -> list[Points]:
    parts = (series.points, series.low, series.high, series.measured)
    return [part for part in parts if part]


def _label(lines: Sequence[Line]) -> tuple[Label, ...]:
    """Return the labels of lines that end within the plot; of too many, the highest ones."""
    ended = [line for line in lines if 0 <= line.path[-1][1] <= 1]
    ended = sorted(ended, key=lambda line: line.path[-1][1])[:MOST_LABELS]
    heights = spread([line.path[-1][1] for line in ended])
    return tuple(
        Label(line.series, line.path[-1], height)
        for line, height in zip(ended, heights, strict=True)
    )
