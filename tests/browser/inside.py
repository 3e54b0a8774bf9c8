"""What the pages that look inside, and the chapters, show: the digit that was seen, and numbers."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image
from playwright.sync_api import Page

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
MINUS = "\u2212"


def seen_picture(page: Page) -> str:
    """Return what the network saw of the drawing: a PNG in base64."""
    source = page.locator("#reading-seen").get_attribute("src") or ""
    return source.partition("base64,")[2]


def seen_pixels(page: Page) -> np.ndarray:
    """Return what the network saw of the drawing: (28, 28) uint8, 0 is paper and 255 is ink."""
    with Image.open(io.BytesIO(base64.b64decode(seen_picture(page)))) as picture:
        return np.asarray(picture)


def parse_number(text: str | None) -> float:
    """Return a number as pages write it: −0.25, (−1,200.5), 94.90%, 4.241 × 10⁻⁷."""
    plain = str(text).strip("()").rstrip("%°").replace(MINUS, "-").replace(",", "")
    mantissa, _, power = plain.partition(" × 10")
    return float(mantissa) * 10.0 ** int(power.translate(RAISED) or 0)


def write_number(value: float, form: str) -> str:
    """Return a number as pages write it, in a form of Python's, with print's minus."""
    return format(value, form).replace("-", MINUS)
