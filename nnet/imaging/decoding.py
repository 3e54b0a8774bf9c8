"""Decoding: the bytes of a PNG or JPEG picture, drawn or photographed, become its ink.

A picture is refused from its header when it is too large; what is transparent becomes paper; the
border tells paper from ink. The result has ink 255 and paper 0.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from nnet.imaging.file_parts import count_parts
from nnet.imaging.photographs import WORKING_SIDE, ink_of_photograph, is_photograph
from nnet.imaging.picture_errors import (
    PictureError,
    bad_image,
    blank_image,
    too_many_pixels,
    unsupported_image,
)

MAX_PIXELS = 4_000_000
MAX_SIDE = 4096
MAX_SCANS = 100
"""Passes over all pixels that a progressive JPEG may make; ten are common. A file of 60 kB can hold
2,500 empty ones, which take 12 seconds."""

MAX_PARTS = 10_000
"""Chunks of a PNG, or segments of a JPEG: 2 MiB in pieces of two hundred bytes. Pillow goes through
them in Python, which takes it half a second for 170,000."""

START_OF_SCAN = b"\xff\xda"

ENDLESS = ("too large", "Too much memory")
"""What Pillow says of compressed texts and colour profiles that inflate without end."""
SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

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

    Photographs are reduced, and lose the unevenness of light and their lines. Large JPEG pictures
    are decoded at half their size or less, which takes a fraction of the time. Other drawings stay
    as large as they are.
    """
    picture, factor = _open(content)
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


def _open(content: bytes) -> tuple[Image.Image, int]:
    """Return a picture in grey, upright, and how many times smaller it is than it was sent.

    Raises ``PictureError``.
    """
    if not content:
        raise bad_image("The picture is empty")
    if not content.startswith(SIGNATURES):
        raise unsupported_image()
    if count_parts(content, MAX_PARTS) > MAX_PARTS:
        raise bad_image(f"The file is in more than {MAX_PARTS:,} parts")
    try:
        picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
        width, height = picture.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise too_many_pixels(f"The picture is {width} by {height} pixels")
        if picture.format == "JPEG" and content.count(START_OF_SCAN) > MAX_SCANS:
            raise bad_image(f"The picture is drawn in more than {MAX_SCANS} passes")
        # The decoder's own halves, quarters and eighths, as long as enough pixels are left.
        if picture.format == "JPEG" and max(width, height) >= 2 * WORKING_SIDE:
            share = WORKING_SIDE / max(width, height)
            picture.draft("L", (int(width * share), int(height * share)))
        picture.load()
        factor = round(width / picture.width)
        upright = ImageOps.exif_transpose(picture) if picture.format == "JPEG" else picture
        return _on_paper(upright), factor
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_many_pixels("The picture's header declares too many pixels") from None
    except UnidentifiedImageError:
        raise bad_image("The picture's header is damaged") from None
    except ValueError as error:
        if any(words in str(error) for words in ENDLESS):
            raise too_many_pixels("The picture carries an oversized text or profile") from None
        raise bad_image("The picture is damaged") from None
    except Exception:  # Pillow's decoders raise many kinds of error on damaged files
        raise bad_image("The picture is truncated or damaged") from None


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
