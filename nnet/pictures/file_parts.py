"""The parts of a picture's file, gone through before a decoder goes through them one by one.

Pillow goes through chunks, segments and blocks in Python, and files can consist of nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from nnet.pictures.errors import bad_image, require_size

MAX_PARTS = 10_000
"""Chunks of a PNG or WebP, segments of a JPEG or blocks of a GIF: 2 MiB in pieces of two hundred
bytes. Pillow takes half a second for 170,000."""

MAX_HEAD_BYTES = 2 * 1024 * 1024
"""Of a JPEG before its pixels: colour profiles, pictures in small, notes of programs."""

MAX_EXIF_BYTES = 64 * 1024
"""As much as one segment of a JPEG can hold. Pillow puts several together and goes through their
65,535 entries in Python."""

JPEG_SIGNATURE = b"\xff\xd8\xff"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

START_OF_SCAN, APP1, EXIF = 0xDA, 0xE1, b"Exif\0\0"
WITHOUT_LENGTH = {0x01, 0xFF, *range(0xD0, 0xDA)}
"""Markers of a JPEG that no segment follows, and bytes that only fill."""

HUFFMAN_FRAMES = {0xC0, 0xC1}
FRAMES = {0xC0 + kind for kind in range(16)} - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that tell its size: sequential ones with Huffman's codes, and all."""

GIF_HEADER = 13
GIF_IMAGE, GIF_EXTENSION, GIF_END = b",", b"!", b";"


class JpegFrame(NamedTuple):
    """What a JPEG's header says: its size, and whether its pixels come row by row in one pass."""

    width: int
    height: int
    is_sequential: bool


def require_few_chunks(content: bytes) -> None:
    """Raise ``PictureError`` if a PNG has too many chunks."""
    place = len(PNG_SIGNATURE)
    for _ in _counted():
        if place >= len(content):
            return
        place += 12 + int.from_bytes(content[place : place + 4])


def require_few_riff_chunks(content: bytes) -> None:
    """Raise ``PictureError`` if a WebP has too many chunks, which have even lengths."""
    place = 12
    for _ in _counted():
        if place >= len(content):
            return
        length = int.from_bytes(content[place + 4 : place + 8], "little")
        place += 8 + length + length % 2


def read_jpeg_frame(content: bytes) -> JpegFrame | None:
    """Return what a JPEG's segments before its pixels say; None where they are damaged.

    Raises ``PictureError`` where there are too many of them.
    """
    place, frame, exif = 2, None, 0
    for _ in _counted():
        if place > MAX_HEAD_BYTES or exif > MAX_EXIF_BYTES:
            raise bad_image("The file holds too much beside its pixels")
        if place + 10 > len(content) or content[place] != 0xFF:
            return None
        marker = content[place + 1]
        if marker == START_OF_SCAN:
            if frame is None:
                return None
            kind, height, width, components = frame
            in_one_scan = content[place + 4] == components
            return JpegFrame(width, height, kind in HUFFMAN_FRAMES and in_one_scan)
        if marker in FRAMES:
            frame = (marker, *struct.unpack_from(">HHB", content, place + 5))
        length = int.from_bytes(content[place + 2 : place + 4])
        if marker == APP1 and content.startswith(EXIF, place + 4):
            exif += length
        if marker in WITHOUT_LENGTH:
            place += 1 if marker == 0xFF else 2
        else:
            place += 2 + length
    return None


def is_reduced_jpeg(content: bytes) -> bool:
    """Return whether content is a JPEG that is decoded row by row, in little memory."""
    if not content.startswith(JPEG_SIGNATURE):
        return False
    frame = read_jpeg_frame(content)
    return frame is not None and frame.is_sequential


def cut_to_first_frame(content: bytes) -> bytes:
    """Return a GIF with its first frame alone.

    Raises ``PictureError`` where that, or its canvas, is too large, or in too many blocks, or is
    not there.
    """
    content = content.ljust(GIF_HEADER, b"\0")
    canvas = struct.unpack_from("<HH", content, 6)
    require_size(*canvas)
    counted = _counted()
    place = GIF_HEADER + _colours_length(content[10])
    while content[place : place + 1] == GIF_EXTENSION:
        place = _end_of_blocks(content, place + 2, counted)
    if content[place : place + 1] != GIF_IMAGE or place + 10 > len(content):
        raise bad_image("There is no picture in the file")
    left, top, width, height, flags = struct.unpack_from("<HHHHB", content, place + 1)
    require_size(max(left + width, canvas[0]), max(top + height, canvas[1]))
    end = _end_of_blocks(content, place + 11 + _colours_length(flags), counted)
    return content[:end] + GIF_END


def _end_of_blocks(content: bytes, place: int, counted: Iterator[int]) -> int:
    """Return the place after a GIF's blocks, the last of which is empty."""
    while next(counted) >= 0:
        length = content[place] if place < len(content) else 0
        place += 1 + length
        if not length:
            break
    return place


def _colours_length(flags: int) -> int:
    """Return the length of a GIF's table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _counted() -> Iterator[int]:
    """Count, and raise ``PictureError`` beyond what a file may have."""
    yield from range(MAX_PARTS + 1)
    raise bad_image(f"The file is in more than {MAX_PARTS:,} parts")
