"""Opening: the bytes of a picture's file become an upright picture, whatever they hold.

A picture is refused from its header when it is too large, before a pixel of it is decoded.
"""

from __future__ import annotations

import io
from contextlib import suppress

from PIL import ExifTags, Image, UnidentifiedImageError

from nnet.pictures.errors import PictureError, bad_image, require_size, too_many_pixels
from nnet.pictures.file_parts import MAX_EXIF_BYTES
from nnet.pictures.formats import format_of

WORKING_SIDE = 800
"""A photograph is reduced until its longer side is at most about so many pixels."""

PLAIN_MODES = ("L", "LA", "RGB", "RGBA", "I;16", "I;16B")
"""What is left of Pillow's many: grey or colours, with or without alpha, and grey of 16 bits."""

ENDLESS = ("too large", "Too much memory")
"""What Pillow says of compressed texts and colour profiles that inflate without end."""

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its orientation in EXIF."""


def open_picture(content: bytes) -> tuple[Image.Image, int]:
    """Return a picture upright, in one of ``PLAIN_MODES``, and how many times smaller it is now.

    Large JPEG pictures are decoded in grey at half their size or less, which takes a fraction of
    the time. Of several pages or frames the first is taken. Raises ``PictureError``.
    """
    if not content:
        raise bad_image("The picture is empty")
    known = format_of(content)
    bounded = known.bound(content)
    try:
        picture = Image.open(io.BytesIO(bounded), formats=(known.name,))
        width, height = picture.size
        # The decoder's own halves, quarters and eighths, as long as enough pixels are left.
        if known.name == "JPEG" and max(width, height) >= 2 * WORKING_SIDE:
            share = WORKING_SIDE / max(width, height)
            picture.draft("L", (max(int(width * share), 1), max(int(height * share), 1)))
        require_size(*picture.size)
        picture.load()
        return _in_plain_mode(_upright(picture)), round(width / picture.width)
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


def _upright(picture: Image.Image) -> Image.Image:
    """Return a picture as it is meant to be seen; browsers obey EXIF alone, and so does this."""
    content = picture.info.get("exif", b"")
    if not 0 < len(content) <= MAX_EXIF_BYTES:
        return picture
    exif = Image.Exif()
    with suppress(Exception):  # damaged, which is no damage to the picture
        exif.load(content)
    turn = TURNS.get(exif.get(ExifTags.Base.Orientation, 1))
    return picture if turn is None else picture.transpose(turn)


def _in_plain_mode(picture: Image.Image) -> Image.Image:
    """Return the picture in one of ``PLAIN_MODES``; a damaged palette raises ``ValueError``."""
    if picture.mode in PLAIN_MODES:
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
