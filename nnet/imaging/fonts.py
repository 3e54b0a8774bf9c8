"""The fonts that come with matplotlib, found without importing it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont


@cache
def load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font such as ``DejaVuSans-Bold``; raises ``FileNotFoundError`` without matplotlib.

    Importing matplotlib takes 35 MB and half a second, of which neither a server nor a training
    needs anything but the fonts.
    """
    return ImageFont.truetype(str(_folder() / f"{name}.ttf"), size)


@cache
def _folder() -> Path:
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package matplotlib is not installed.")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
