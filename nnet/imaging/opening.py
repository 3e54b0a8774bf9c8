"""Opening: the bytes of a PNG or JPEG file become an upright picture, whatever they hold.

A picture is refused from its header when it is too large, before a pixel of it is decoded.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from nnet.imaging.file_parts import count_parts
from nnet.imaging.photographs import WORKING_SIDE
from nnet.imaging.picture_errors import (
    PictureError,
    bad_image,
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

PLAIN_MODES = ("L", "LA", "RGB", "RGBA", "I;16", "I;16B")
"""What is left of Pillow's many: grey or colours, with or without alpha, and grey of 16 bits."""

ENDLESS = ("too large", "Too much memory")
"""What Pillow says of compressed texts and colour profiles that inflate without end."""
SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def open_picture(content: bytes) -> tuple[Image.Image, int]:
    """Return a picture upright, in one of ``PLAIN_MODES``, and how many times smaller it is now.

    Large JPEG pictures are decoded in grey at half their size or less, which takes a fraction of
    the time. Raises ``PictureError``.
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
        return _in_plain_mode(upright), factor
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


def _in_plain_mode(picture: Image.Image) -> Image.Image:
    """Return the picture in one of ``PLAIN_MODES``; a damaged palette raises ``ValueError``."""
    if picture.mode in PLAIN_MODES:
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
