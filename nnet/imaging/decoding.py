"""From a picture to the network's input, the way MNIST itself was made.

MNIST's authors write that the black and white images from NIST were size normalized to fit in a
20x20 pixel box while preserving their aspect ratio, that the grey levels come from the
anti-aliasing of that step, and that the result was centered in 28x28 by its center of mass (LeCun,
Cortes, Burges, "The MNIST database of handwritten digits"). ``read_picture`` does the same with a
drawing, step by step:

1. ``decode``     PNG or JPEG, refused from its header when it is too large; transparency becomes
                  paper; the border tells paper from ink; the result has ink 255 and paper 0.
2. ``normalise``  the ink's bounding box, its longest side scaled to 20 pixels, placed so that its
                  center of mass lies at the center of 28x28 pixels.
3. ``to_inputs``  numbers from 0 (paper) to 1 (ink). MNIST's own digits enter here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from nnet.imaging.photographs import WORKING_SIDE, ink_of_photograph, is_photograph
from nnet.imaging.picture_errors import (
    PictureError,
    bad_image,
    blank_image,
    too_many_pixels,
    unsupported_image,
)

__all__ = ["NormalisedDigit", "PictureError", "decode", "normalise", "read_picture", "to_inputs"]

MAX_PIXELS = 4_000_000
MAX_SIDE = 4096
MAX_SCANS = 100
"""Passes over all pixels that a progressive JPEG may make; ten are common. A file of 60 kB can hold
2,500 empty ones, which take 12 seconds."""

START_OF_SCAN = b"\xff\xda"

ENDLESS = ("too large", "Too much memory")
"""What Pillow says of compressed texts and colour profiles that inflate without end."""
SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

IMAGE_SIDE = 28
DIGIT_SIDE = 20
CENTER = 14
"""The pixel on which MNIST's centers of mass lie: over its training digits they average 14.00 in
both directions, counted from 0, and none is farther than half a pixel from it."""

FAINTEST_INK = 24
"""The contrast, of 255, below which ink is not told from the noise of its paper."""

PAINTED_OVER = 64
"""A picture that is all darker than this is ink all over: nobody's paper is so dark."""

LEVELS = np.arange(256)

INK_LEVEL = 13
"""Darker than a twentieth of the darkest ink counts as ink when the bounding box is sought: low
enough for MNIST's grey edges (at 20 some of its digits come back rescaled, at 13 none of 1,000
does), high enough to pass over most ripples that JPEG leaves around a stroke."""


@dataclass(frozen=True)
class NormalisedDigit:
    """A digit as the network sees it, and where it was found.

    pixels  (28, 28) uint8, 0 is paper and 255 is ink
    box     x, y, width, height of the ink, in pixels of the picture
    part    the ink in the box alone: ``L``, ink 255
    """

    pixels: np.ndarray
    box: tuple[int, int, int, int]
    part: Image.Image


def read_picture(content: bytes) -> NormalisedDigit:
    """Return the one digit on a PNG or JPEG picture; raises ``PictureError``."""
    return normalise(decode(content))


def to_inputs(images: np.ndarray, dtype: type = np.float32) -> np.ndarray:
    """Return (n, 28, 28) uint8 images as the network's input: (n, 784), paper 0.0 and ink 1.0.

    This is the one place where the two ways meet: training and evaluation on MNIST, pictures from
    the command line and drawings from the web server all pass through it.
    """
    return np.divide(images.reshape(len(images), -1), dtype(255), dtype=dtype)


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
    if contrast < FAINTEST_INK:
        if paper < PAINTED_OVER:
            return Image.new("L", picture.size, 255)
        raise blank_image()
    ink = paper - LEVELS if paper > 127 else LEVELS - paper
    return picture.point((ink.clip(0, contrast) * 255 // contrast).tolist())


def ink_box(ink: Image.Image) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of the ink on a picture; raises ``PictureError`` for none."""
    corners = ink.point((255 * (LEVELS >= INK_LEVEL)).tolist()).getbbox()
    if corners is None:
        raise blank_image()
    return corners


def normalise(ink: Image.Image) -> NormalisedDigit:
    """Scale and center an ink picture (``L``, ink 255) into 28x28; raises ``PictureError``."""
    corners = left, top, right, bottom = ink_box(ink)
    # Cropped first: where the digit stood must not show in a rounding error.
    part = ink.crop(corners)
    return NormalisedDigit(fitted(part), (left, top, right - left, bottom - top), part)


def fitted(ink: Image.Image) -> np.ndarray:
    """Return a picture of ink up to its edges scaled and centered: (28, 28) uint8."""
    return _centered(scaled(ink))


def scaled(ink: Image.Image) -> np.ndarray:
    """Return a picture of ink with its longer side scaled to 20 pixels: (height, width) uint8."""
    scale = DIGIT_SIDE / max(ink.size)
    size = max(1, round(ink.width * scale)), max(1, round(ink.height * scale))
    # Each pixel of the small picture is the mean of those it covers: that is what anti-aliasing a
    # black and white digit means, and a digit of 20 pixels comes out as it went in.
    return np.asarray(ink.resize(size, Image.Resampling.BOX))


def _centered(small: np.ndarray) -> np.ndarray:
    """Return a (height, width) digit in 28x28 pixels, its center of mass on the center pixel."""
    height, width = small.shape
    rows, columns = small.sum(axis=1, dtype=np.int64), small.sum(axis=0, dtype=np.int64)
    row = rows @ np.arange(height) / rows.sum()
    column = columns @ np.arange(width) / columns.sum()
    top = min(max(round(CENTER - row), 0), IMAGE_SIDE - height)
    left = min(max(round(CENTER - column), 0), IMAGE_SIDE - width)
    pixels = np.zeros((IMAGE_SIDE, IMAGE_SIDE), dtype=np.uint8)
    pixels[top : top + height, left : left + width] = small
    return pixels


def _open(content: bytes) -> tuple[Image.Image, int]:
    """Return a picture in grey, upright, and how many times smaller it is than it was sent.

    Raises ``PictureError``.
    """
    if not content:
        raise bad_image("The picture is empty")
    if not content.startswith(SIGNATURES):
        raise unsupported_image()
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
    paper = Image.new("L", picture.size, _paper_behind(np.asarray(grey), np.asarray(alpha)))
    paper.paste(grey, mask=alpha)
    return paper


def _paper_behind(grey: np.ndarray, alpha: np.ndarray) -> int:
    """Return the grey level to put behind transparent pixels.

    Where most of the picture is opaque it shows its own paper, whose level is the commonest. Where
    most is transparent what is opaque must be the ink, and paper is what contrasts with it.
    """
    opaque = grey[alpha > 127]
    if len(opaque) > alpha.size / 2:
        return int(np.median(opaque))
    visible = float(alpha.sum(dtype=np.int64))
    mean = float((grey.astype(np.int64) * alpha).sum()) / visible if visible else 0.0
    return 255 if mean < 128 else 0


def _border(grey: np.ndarray) -> np.ndarray:
    """Return the pixels along the four edges."""
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
