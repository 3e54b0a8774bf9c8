"""Contact sheets: many digits on one picture, each with a caption."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from nnet.augmentation.augment import EXAMPLES, augment
from nnet.imaging.png import SMALL, encode_png

ZOOM = 2
MARGIN = 8
CAPTION = 18


def contact_sheet(images: np.ndarray, captions: Sequence[str], columns: int) -> bytes:
    """Return (n, 28, 28) uint8 digits as a PNG: ink on paper, ``columns`` a row, a caption each."""
    side = images.shape[1] * ZOOM
    rows = math.ceil(len(images) / columns)
    size = (columns * (side + MARGIN) + MARGIN, rows * (side + CAPTION + MARGIN) + MARGIN)
    sheet = Image.new("L", size, 255)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=14)
    for index, (image, caption) in enumerate(zip(images, captions, strict=True)):
        left = MARGIN + index % columns * (side + MARGIN)
        top = MARGIN + index // columns * (side + CAPTION + MARGIN)
        digit = Image.fromarray(255 - image).resize((side, side), Image.Resampling.NEAREST)
        sheet.paste(digit, (left, top))
        draw.text((left + side / 2, top + side + CAPTION / 2), caption, 64, font, anchor="mm")
    return encode_png(np.asarray(sheet), level=SMALL)


def distortion_sheet(image: np.ndarray, columns: int = 10) -> bytes:
    """Return a PNG with a row for each distortion, of one (28, 28) uint8 digit, at random."""
    rows, captions = [], []
    for name, settings in EXAMPLES.items():
        copies = np.repeat(image[np.newaxis], columns, axis=0)
        rows.append(augment(copies, settings, np.random.default_rng(1)))
        captions += [name] + [""] * (columns - 1)
    return contact_sheet(np.concatenate(rows), captions, columns)
