"""Charts as SVG: one drawing for the pages, which fills its place there, and for files.

The plot has coordinates of its own and is stretched to whatever size it gets, its strokes are not;
texts lie in per cent of it. What a page styles by its classes, attributes say for a file: a style
sheet within it would be refused where the file is opened by itself.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from flask_babel import gettext
from markupsafe import Markup

from webapp.curves.chart import Chart, Label, Line, Mark, Place, cut
from webapp.curves.palette import COLOURS, DASHES, Palette

FLUID_SIDE = 2000
"""Units of a plot whose size is not known: half a pixel each, or less."""

LINE_WIDTH = 2.5
TITLE_SIZE, TICK_SIZE = 18, 13
LONG, SHORT = 24, 13
"""Characters of a label where there is room, and where there is little."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What must not stand in XML at all."""


@dataclass(frozen=True)
class Margins:
    """Pixels around the plot, for what is written there."""

    top: int
    right: int
    bottom: int
    left: int


WIDE, NARROW = Margins(12, 184, 32, 56), Margins(12, 132, 32, 52)
NARROW_UP_TO = 560
"""As ``static/css/charts.css`` and ``static/js/charts/chart.js`` have them."""

TITLE_HEIGHT = 44


def draw_fluid(chart: Chart, palette: Palette) -> Markup:
    """Return what stands in a page's SVG element, whose padding is the margins."""
    return Markup(_body(chart, palette, FLUID_SIDE, FLUID_SIDE, (LONG, SHORT)))


def draw_file(chart: Chart, palette: Palette, title: str, width: int, height: int) -> str:
    """Return a file of so many pixels, with a title."""
    narrow = width < NARROW_UP_TO
    margins = NARROW if narrow else WIDE
    top = margins.top + TITLE_HEIGHT
    across = max(width - margins.left - margins.right, 1)
    down = max(height - top - margins.bottom, 1)
    body = _body(chart, palette, 2 * across, 2 * down, (SHORT if narrow else LONG,))
    size = TITLE_SIZE if len(title) * TITLE_SIZE * 0.55 < width - 32 else TICK_SIZE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{FONT}" font-size="{TICK_SIZE}">'
        f"<title>{_text(title)}</title>"
        f'<rect width="100%" height="100%" fill="{palette.sheet}"/>'
        f'<text x="16" y="32" font-size="{size}" font-weight="600" fill="{palette.text}">'
        f"{_text(title)}</text>"
        f'<svg x="{margins.left}" y="{top}" width="{across}" height="{down}" overflow="visible">'
        f"{body}</svg></svg>"
    )


def _body(chart: Chart, palette: Palette, across: int, down: int, lengths: Sequence[int]) -> str:
    plot = "".join(_line(line, palette, across, down) for line in chart.lines)
    return (
        f"{_axes(chart, palette)}{''.join(_mark(mark, palette) for mark in chart.marks)}"
        f'<svg class="curves__plot" viewBox="0 0 {across} {down}" preserveAspectRatio="none" '
        f'fill="none" stroke-linejoin="round">{plot}</svg>'
        f"{''.join(_label(label, palette, lengths) for label in chart.labels)}"
    )


def _axes(chart: Chart, palette: Palette) -> str:
    muted, line = f'class="curves__tick" fill="{palette.muted}"', f'stroke="{palette.line}"'
    parts = []
    for y in ("0", "100%"):
        parts.append(f'<line class="curves__grid" x2="100%" y1="{y}" y2="{y}" {line}/>')
    for value, name in chart.values.ticks:
        y = _share(1 - chart.values.position(value))
        parts.append(f'<line class="curves__grid" x2="100%" y1="{y}" y2="{y}" {line}/>')
        parts.append(f'<text x="-8" y="{y}" dy=".35em" text-anchor="end" {muted}>{name}</text>')
    for value, name in chart.epochs.ticks:
        x = _share(chart.epochs.position(value))
        parts.append(f'<text x="{x}" y="100%" dy="22" text-anchor="middle" {muted}>{name}</text>')
    epoch = gettext("Epoch")
    parts.append(f'<text x="100%" y="100%" dx="22" dy="22" {muted}>{_text(epoch)}</text>')
    return "".join(parts)


def _mark(mark: Mark, palette: Palette) -> str:
    x, y = _share(mark.at), "100%" if mark.is_low else "0"
    away, anchor = (4, "start") if mark.is_low else (-4, "end")
    return (
        f'<line class="curves__leader" x1="{x}" x2="{x}" y2="100%" stroke="{palette.muted}" '
        f'stroke-dasharray="2 3"/><svg x="{x}" y="{y}" overflow="visible">'
        f'<text class="curves__tick" transform="rotate(-90)" dx="{away}" dy="-4" '
        f'text-anchor="{anchor}" font-size="12" fill="{palette.muted}">{_text(mark.text)}</text>'
        "</svg>"
    )


def _line(line: Line, palette: Palette, across: int, down: int) -> str:
    colour, named = _colour(line.series.look, palette)
    fixed = 'vector-effect="non-scaling-stroke"'
    parts = []
    if line.outline:
        path = _path(line.outline, across, down)
        parts.append(
            f'<path class="curves__band {named}" d="{path}z" fill="{colour}" opacity=".2"/>'
        )
    if line.dots or len(line.path) == 1:
        # A stroke of no length with round ends is a dot, however the plot is stretched.
        places = line.dots or line.path
        path = "".join(f"M{_point(place, across, down)}h0" for place in places)
        faint = ' opacity=".4"' if line.dots else ""
        parts.append(
            f'<path class="{named}" d="{path}" stroke="{colour}" stroke-width="5" '
            f'stroke-linecap="round"{faint} {fixed}/>'
        )
    dash = DASHES[line.series.look % len(DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    parts.append(
        f'<path class="curves__line {named}" d="{_path(line.path, across, down)}" '
        f'stroke="{colour}" stroke-width="{LINE_WIDTH}"{dashed} {fixed}>'
        f"<title>{_text(line.series.name)}</title></path>"
    )
    return "".join(parts)


def _label(label: Label, palette: Palette, lengths: Sequence[int]) -> str:
    """Return a label with what leads to it from the end of its line."""
    colour, named = _colour(label.series.look, palette)
    x, y = (_share(part) for part in label.end)
    height = _share(label.height)
    texts = {length: _text(cut(label.series.label, length)) for length in lengths}
    sizes = {text: "" for text in texts.values()}
    if len(sizes) == 2:
        sizes = {texts[LONG]: " curves__label--long", texts[SHORT]: " curves__label--short"}
    place = f'x="22" y="{height}" dy=".35em" fill="{palette.text}"'
    written = "".join(
        f'<text class="curves__label{size}" {place}>{text}</text>' for text, size in sizes.items()
    )
    return (
        f'<line class="curves__leader" x1="{x}" x2="100%" y1="{y}" y2="{y}" '
        f'stroke="{palette.muted}" stroke-dasharray="1 4"/>'
        f'<svg x="100%" overflow="visible">'
        f'<line class="curves__leader" x2="6" y1="{y}" y2="{height}" stroke="{palette.muted}"/>'
        f'<line class="{named}" x1="6" x2="18" y1="{height}" y2="{height}" stroke="{colour}" '
        f'stroke-width="3"/>{written}</svg>'
    )


def _path(places: Sequence[Place], across: int, down: int) -> str:
    """Return a path of whole units: the first place, then steps, which are shorter to write."""
    points = [(round(x * across), round(y * down)) for x, y in places]
    steps = [
        f"{after[0] - before[0]} {after[1] - before[1]}"
        for before, after in itertools.pairwise(points)
    ]
    start = f"M{points[0][0]} {points[0][1]}"
    return f"{start}l{' '.join(steps).replace(' -', '-')}" if steps else f"{start}h0"


def _point(place: Place, across: int, down: int) -> str:
    return f"{round(place[0] * across)} {round(place[1] * down)}"


def _colour(look: int, palette: Palette) -> tuple[str, str]:
    """Return a look's colour, and the class by which a page gives it."""
    number = look % COLOURS
    return palette.curves[number], f"curve-{number + 1}"


def _share(fraction: float) -> str:
    return f"{fraction * 100:.2f}".rstrip("0").rstrip(".") + "%"


def _text(text: str) -> str:
    return escape(UNFIT.sub("\ufffd", text))
