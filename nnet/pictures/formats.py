"""The formats of pictures that are read: how each is known by its content, and what bounds it.

Whatever may cost much is found out from a file's own structure, before a decoder sees it. What a
decoder then gets may be less than was sent: the first page, or the first frame.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

# Pillow would load all of its forty formats to find the one that is not there.
from PIL import AvifImagePlugin, TiffImagePlugin, WebPImagePlugin, _imaging  # noqa: F401

from nnet.pictures.avif_items import require_bounded_items
from nnet.pictures.errors import (
    MAX_REDUCED_PIXELS,
    MAX_REDUCED_SIDE,
    bad_image,
    require_size,
    too_many_pixels,
    unsupported_image,
)
from nnet.pictures.file_parts import (
    JPEG_SIGNATURE,
    PNG_SIGNATURE,
    cut_to_first_frame,
    read_jpeg_frame,
    require_few_chunks,
    require_few_riff_chunks,
)
from nnet.pictures.tiff_directory import cut_to_first_page

AvifImagePlugin.DEFAULT_MAX_THREADS = 1
"""A request is worked on by one thread: others wait for the cores."""

# libtiff writes a line to stderr for each file that is damaged, in words that hold numbers of it.
with suppress(AttributeError, OSError):  # where it is no library of its own
    ctypes.CDLL(_imaging.__file__).TIFFSetErrorHandler(None)

MAX_SCANS = 100
"""Passes over all pixels that a progressive JPEG may make; ten are common. A file of 60 kB can hold
2,500 empty ones, which take 12 seconds."""

START_OF_SCAN = b"\xff\xda"

MAX_RUN_LENGTH_PIXELS = 500_000
MAX_RUN_LENGTH_BYTES = 500_000
"""Of a BMP that is compressed, which Pillow decodes in Python: a microsecond for each run."""

RUN_LENGTH = (1, 2)


class Format(NamedTuple):
    """A format: its name as Pillow has it, how its files begin, and what bounds them.

    begins  whether content is of this format
    bound   returns what the decoder is to get of content; raises ``PictureError``
    """

    name: str
    begins: Callable[[bytes], bool]
    bound: Callable[[bytes], bytes]


def format_of(content: bytes) -> Format:
    """Return the format of a picture by its first bytes; raises ``PictureError``."""
    for known in FORMATS:
        if known.begins(content):
            return known
    raise unsupported_image()


def _starting(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signatures)


def _is_webp(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"


def _is_avif(content: bytes) -> bool:
    return content[4:12] in (b"ftypavif", b"ftypavis", b"ftypmif1")


def _bound_png(content: bytes) -> bytes:
    require_few_chunks(content)
    return content


def _bound_jpeg(content: bytes) -> bytes:
    """Let more pixels pass where the decoder makes them fewer, row by row, as it reads them."""
    frame = read_jpeg_frame(content)
    if content.count(START_OF_SCAN) > MAX_SCANS:
        raise bad_image(f"The picture is drawn in more than {MAX_SCANS} passes")
    if frame is None:
        raise bad_image("The picture's header is damaged")
    if frame.is_sequential:
        require_size(frame.width, frame.height, MAX_REDUCED_PIXELS, MAX_REDUCED_SIDE)
    else:
        require_size(frame.width, frame.height)
    return content


def _bound_bmp(content: bytes) -> bytes:
    width, height, _, _, compression = struct.unpack_from("<iiHHI", content.ljust(54, b"\0"), 18)
    if int.from_bytes(content[14:18], "little") > 12 and compression in RUN_LENGTH:
        if abs(width * height) > MAX_RUN_LENGTH_PIXELS:
            raise too_many_pixels("The picture is a compressed BMP of more than 500,000 pixels")
        if len(content) > MAX_RUN_LENGTH_BYTES:
            raise bad_image("The compressed BMP is longer than it needs to be")
    return content


def _bound_webp(content: bytes) -> bytes:
    """Bound what the decoder makes room for as soon as it sees a file."""
    require_few_riff_chunks(content)
    if (size := WebPImagePlugin._get_size(content[:30])) is None:
        raise bad_image("The picture's header is damaged")
    require_size(*size)
    return content


def _bound_avif(content: bytes) -> bytes:
    require_bounded_items(content)
    return content


FORMATS = (
    Format("PNG", _starting(PNG_SIGNATURE), _bound_png),
    Format("JPEG", _starting(JPEG_SIGNATURE), _bound_jpeg),
    Format("GIF", _starting(b"GIF87a", b"GIF89a"), cut_to_first_frame),
    Format("BMP", _starting(b"BM"), _bound_bmp),
    Format("WEBP", _is_webp, _bound_webp),
    Format("TIFF", _starting(b"II*\0", b"MM\0*"), cut_to_first_page),
    Format("AVIF", _is_avif, _bound_avif),
)
