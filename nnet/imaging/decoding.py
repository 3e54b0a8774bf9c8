"""Decoding: the bytes of a picture, drawn or photographed, become its ink.

What is transparent becomes paper; the border tells paper from ink. The result has ink 255 and
paper 0.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from nnet.imaging.opening import open_picture
from nnet.imaging.photographs import WORKING_SIDE, ink_of_photograph, is_photograph
from nnet.imaging.picture_errors import blank_image

MIN_CONTRAST = 24
"""The contrast, of 255, below which ink is not told from the noise of its paper."""

PAINTED_OVER = 64
"""A picture that is all darker than this is ink all over: nobody's paper is so dark."""

LEVELS = np.arange(256)


def decode(content: bytes) -> Image.Image:
    """Return a picture as an ``L`` image of its ink: 0 is paper, 255 the darkest ink.

    Black on white, white on black and anything on transparent paper are understood. Raises
    ``PictureError`` for what is not a PNG or JPEG, is damaged, is too large (found out from the
    header, before a pixel is decoded) or has nothing drawn on it.
    """
    return decode_reduced(content)[0]


def decode_reduced(content: bytes) -> tuple[Image.Image, int]:
    """Return what ``decode`` does, and how many times smaller it is than the picture was.

    Photographs are reduced, and lose the unevenness of light and their lines. Drawings stay as
    large as they were opened.
    """
    opened, factor = open_picture(content)
    picture = _on_paper(opened)
    if not is_photograph(np.asarray(picture)):
        return _ink_of_drawing(picture), factor
    whole = -(-max(picture.size) * factor // WORKING_SIDE)
    if whole > factor:
        width, height = (-(-side * factor // whole) for side in picture.size)
        picture, factor = picture.resize((width, height), Image.Resampling.BOX), whole
    found = ink_of_photograph(np.asarray(picture))
    if found is None:
        raise blank_image()
    return found, factor


def _ink_of_drawing(picture: Image.Image) -> Image.Image:
    """Return a grey picture of even paper as its ink, 255 where it is darkest."""
    grey = np.asarray(picture)
    border = np.sort(_border(grey))
    paper = int(border[len(border) // 2])  # the median
    contrast = paper - int(grey.min()) if paper > 127 else int(grey.max()) - paper
    if contrast < MIN_CONTRAST:
        if paper < PAINTED_OVER:
            return Image.new("L", picture.size, 255)
        raise blank_image()
    ink = paper - LEVELS if paper > 127 else LEVELS - paper
    return picture.point((ink.clip(0, contrast) * 255 // contrast).tolist())


def _on_paper(picture: Image.Image) -> Image.Image:
    """Return the picture in grey (``L``), with paper where it was transparent."""
    if picture.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if not picture.has_transparency_data:
        return picture.convert("L")
    if "A" not in picture.getbands():  # transparent is a colour, or are some of a palette
        picture = picture.convert("RGBA")
    alpha = picture.getchannel("A")
    grey = picture.convert("L")
    if alpha.getextrema() == (255, 255):
        return grey
    paper = Image.new("L", picture.size, _paper_behind(grey, alpha))
    paper.paste(grey, mask=alpha)
    return paper


def _paper_behind(grey: Image.Image, alpha: Image.Image) -> int:
    """Return the grey level to put behind transparent pixels.

    Where most of the picture is opaque it shows its own paper, whose level is the commonest. Where
    most is transparent what is opaque must be the ink, and paper is what contrasts with it.
    """
    counts = np.array(grey.histogram(alpha.point((255 * (LEVELS > 127)).tolist())))
    opaque = int(counts.sum())
    if opaque > grey.width * grey.height / 2:
        ordered = counts.cumsum()
        middle = np.searchsorted(ordered, [(opaque - 1) // 2, opaque // 2], side="right")
        return int(middle.mean())  # the median
    levels, weights = np.asarray(grey), np.asarray(alpha)
    visible = float(weights.sum(dtype=np.int64))
    weighted = float(np.einsum("ij,ij->", levels, weights, dtype=np.int64))
    mean = weighted / visible if visible else 0.0
    return 255 if mean < 128 else 0


def _border(grey: np.ndarray) -> np.ndarray:
    """Return the pixels along the four edges."""
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
