"""Preview pictures: the drawing and what was read, as chat programs show it beside a link."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from nnet.imaging.fonts import load_font
from nnet.imaging.png import encode_png
from nnet.strokes.drawing import draw_sketch
from nnet.strokes.types import Stroke

WIDTH, HEIGHT = 1200, 630
"""What the Open Graph protocol's users, https://ogp.me, show whole."""

SHEET_SIDE = 470
MARGIN = (HEIGHT - SHEET_SIDE) // 2
TEXT_LEFT = MARGIN + SHEET_SIDE + 80
TEXT_WIDTH = WIDTH - TEXT_LEFT - MARGIN
RADIUS = 24
MAX_SIZE = 320
DETAIL_SIZE, BRAND_SIZE = 40, 34

# As in static/css/tokens.css, by daylight.
PAPER, SHEET, INK, LINE, MUTED = "#f5f1e8", "#fffdf7", "#17150f", "#ddd5c5", "#635c51"


def make_preview(strokes: Sequence[Stroke], answer: str, detail: str) -> bytes:
    """Return a PNG of 1200 by 630 pixels.

    answer  what is written largest: a digit, or a number of at most twelve
    detail  a sentence below it
    """
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    corner, opposite = (MARGIN, MARGIN), (MARGIN + SHEET_SIDE, MARGIN + SHEET_SIDE)
    draw.rounded_rectangle((corner, opposite), RADIUS, fill=SHEET, outline=LINE, width=2)
    inside = SHEET_SIDE - 2 * RADIUS
    ink = ImageOps.invert(draw_sketch(strokes, inside))
    picture.paste(INK, (MARGIN + RADIUS, MARGIN + RADIUS), ink)
    middle = HEIGHT // 2
    draw.text((TEXT_LEFT, middle - 40), answer, INK, _fit(answer, MAX_SIZE, bold=True), anchor="lm")
    draw.text((TEXT_LEFT, middle + 140), detail, MUTED, _fit(detail, DETAIL_SIZE), anchor="lm")
    draw.text(
        (TEXT_LEFT, HEIGHT - MARGIN), "Inknet", INK, _font(BRAND_SIZE, bold=True), anchor="ls"
    )
    return encode_png(np.asarray(picture))


def _fit(text: str, size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return the font in which a text is as wide as there is room, and no larger than a size."""
    width = _font(size, bold).getlength(text)
    return _font(max(1, min(size, int(size * TEXT_WIDTH / max(width, 1)))), bold)


def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    return load_font("DejaVuSans-Bold" if bold else "DejaVuSans", size)
