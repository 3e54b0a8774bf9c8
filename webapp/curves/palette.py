"""The colours of a chart: those of the pages, read from their style sheets.

A token's first value there is that of the light theme and its last one that of the dark theme.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from webapp.config import ROOT

SHEETS = ("tokens.css", "charts.css")
DASHES = ("", "7 3", "2 3", "7 3 2 3")
"""As ``static/js/charts/line_styles.js`` has them."""

COLOURS = 7
LOOKS = COLOURS * len(DASHES)
"""So many lines differ in colour or dash: their numbers have no common divisor."""


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as hexadecimal numbers."""

    sheet: str
    text: str
    muted: str
    line: str
    curves: tuple[str, ...]


@cache
def palette(theme: str) -> Palette:
    """Return the colours of the theme ``light`` or ``dark``."""
    which = 0 if theme == "light" else -1
    text = "".join((ROOT / "static" / "css" / name).read_text("utf-8") for name in SHEETS)

    def colour(token: str) -> str:
        values = re.findall(rf"--{token}:([^;]*);", text)
        return re.findall("#[0-9a-f]{6}", " ".join(values))[which]

    curves = tuple(colour(f"curve-{number}") for number in range(1, COLOURS + 1))
    return Palette(colour("sheet"), colour("text"), colour("muted"), colour("line"), curves)
