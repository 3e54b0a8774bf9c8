"""The picture of a chart that chat programs show beside a link: a PNG, since they take no SVG."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from nnet.imaging.fonts import load_font
from nnet.imaging.png import encode_png
from webapp.curves.chart import Chart, Label, Line, Place, cut
from webapp.curves.palette import COLOURS, DASHES, palette

WIDTH, HEIGHT = 1200, 630
"""What the Open Graph protocol's users, https://ogp.me, show whole."""

LEFT, TOP, RIGHT, BOTTOM = 120, 130, 860, 560
SUPERSAMPLING = 2
"""Drawn larger and scaled down, since Pillow's lines have hard edges."""

LINE_WIDTH, GRID_WIDTH = 5, 1
TITLE_SIZE, LABEL_SIZE, TICK_SIZE, BRAND_SIZE = 44, 20, 20, 26
LABEL_LENGTH = 22


def draw_preview(chart: Chart, title: str) -> bytes:
    """Return a PNG of 1200 by 630 pixels: a title, the lines and their names."""
    colours = palette("light")
    large = (WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING)
    picture = Image.new("RGB", large, colours.sheet)
    draw = ImageDraw.Draw(picture)
    for value, name in chart.values.ticks:
        y = _at((0, 1 - chart.values.position(value)))[1]
        draw.line((_at((0, 0))[0], y, _at((1, 0))[0], y), colours.line, GRID_WIDTH * SUPERSAMPLING)
        draw.text((_at((0, 0))[0] - 24, y), name, colours.muted, _font(TICK_SIZE), anchor="rm")
    for value, name in chart.epochs.ticks:
        x, y = _at((chart.epochs.position(value), 1))
        draw.text((x, y + 24), name, colours.muted, _font(TICK_SIZE), anchor="mt")
    for line in chart.lines:
        colour = colours.curves[line.series.look % COLOURS]
        _draw_line(draw, line, colour)
    for label in chart.labels:
        _lead(draw, label, colours.line)
        _write_label(draw, label, colours.curves[label.series.look % COLOURS], colours.text)
    edge = 48 * SUPERSAMPLING
    draw.text((edge, edge), title, colours.text, _fit(title), anchor="lt")
    corner = (large[0] - edge, large[1] - edge // 2)
    draw.text(corner, "Inknet", colours.text, _font(BRAND_SIZE, bold=True), anchor="rb")
    return encode_png(np.asarray(picture.resize((WIDTH, HEIGHT), Image.Resampling.BOX)))


def _draw_line(draw: ImageDraw.ImageDraw, line: Line, colour: str) -> None:
    places = [_at(place) for place in line.path if 0 <= place[1] <= 1]
    width = LINE_WIDTH * SUPERSAMPLING
    if len(places) == 1:
        draw.circle(places[0], width, colour)
    for part in _dashes(places, DASHES[line.series.look % len(DASHES)]):
        draw.line(part, colour, width, joint="curve")


def _lead(draw: ImageDraw.ImageDraw, label: Label, colour: str) -> None:
    """Lead from the end of a line to its name."""
    x, y = _at((1, label.height))
    corner = _at((1, label.end[1]))
    places = [_at(label.end), corner, (x + 16, y)]
    draw.line(places, colour, GRID_WIDTH * SUPERSAMPLING)


def _write_label(draw: ImageDraw.ImageDraw, label: Label, colour: str, ink: str) -> None:
    x, y = _at((1, label.height))
    start = (x + 16, y)
    draw.line((*start, x + 48, y), colour, LINE_WIDTH * SUPERSAMPLING)
    text = cut(label.series.label, LABEL_LENGTH)
    draw.text((x + 64, y), text, ink, _font(LABEL_SIZE), anchor="lm")


def _dashes(places: Sequence[Place], dash: str) -> Iterator[list[Place]]:
    """Cut a line into its dashes."""
    if not dash:
        yield list(places)
        return
    lengths = itertools.cycle(float(part) * 2 * SUPERSAMPLING for part in dash.split())
    left, is_dash, part = next(lengths), True, [*places[:1]]
    for start, end in itertools.pairwise(places):
        length, gone = math.dist(start, end), 0.0
        while length - gone > left:
            gone += left
            share = gone / length
            cut = (
                start[0] + share * (end[0] - start[0]),
                start[1] + share * (end[1] - start[1]),
            )
            if is_dash:
                yield [*part, cut]
            left, is_dash, part = next(lengths), not is_dash, [cut]
        left -= length - gone
        part.append(end)
    if is_dash and len(part) > 1:
        yield part


def _at(place: Place) -> Place:
    """Return the pixel of a place in the plot."""
    x, y = LEFT + place[0] * (RIGHT - LEFT), TOP + place[1] * (BOTTOM - TOP)
    return x * SUPERSAMPLING, y * SUPERSAMPLING


def _fit(title: str) -> ImageFont.FreeTypeFont:
    """Return the font in which a title is no wider than the picture."""
    width = _font(TITLE_SIZE, bold=True).getlength(title) / SUPERSAMPLING
    size = min(TITLE_SIZE, int(TITLE_SIZE * (WIDTH - 96) / max(width, 1)))
    return _font(size, bold=True)


def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    return load_font("DejaVuSans-Bold" if bold else "DejaVuSans", size * SUPERSAMPLING)
