"""What an AVIF asks of its decoder, found out before: the size of each frame that is coded in it.

The file tells one size, and the coded pictures in it (AV1) may tell another, which the decoder then
works on; and it decodes all frames that there are before the first one that is to be shown. So
the headers of all coded pictures are read.

The formats are ISO/IEC 14496-12 (boxes), 23008-12 (items) and AV1's bitstream, sections 5.3 to 5.5.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from nnet.pictures.errors import bad_image, require_size, unsupported_image
from nnet.pictures.file_parts import MAX_EXIF_BYTES

MAX_PIXELS = 2_000_000
"""Half of what other formats may have: a pixel takes longest to decode here, 0.1 microseconds."""

MAX_BOXES = 100
MAX_ITEMS = 100
MAX_META_BYTES = 64 * 1024
"""Of the box that describes the items: the decoder's time grows with the square of their number."""

MAX_UNITS = 5000
MAX_FRAMES = 4
"""Frames of one coded picture; one is usual, layers are more."""

CODED, EXIF, XMP = b"av01", b"Exif", b"mime"
SEQUENCE_HEADER, FRAME_HEADER, FRAME = 1, 3, 6


class Box(NamedTuple):
    """A box of a file: its kind, and where its content begins and ends."""

    kind: bytes
    start: int
    end: int


def require_bounded_items(content: bytes) -> None:
    """Raise ``PictureError`` if an AVIF is too large, moves, or may take long to decode."""
    try:
        boxes = {box.kind: box for box in _boxes(content, 0, len(content))}
        if b"moov" in boxes:
            raise unsupported_image("The AVIF is animated")
        meta = boxes[b"meta"]
        if meta.end - meta.start > MAX_META_BYTES:
            raise bad_image("The description of the picture's items is too long")
        # Four bytes are the version and flags.
        inner = {box.kind: box for box in _boxes(content, meta.start + 4, meta.end)}
        types = _item_types(content, inner[b"iinf"])
        for item, pieces in _item_pieces(content, inner[b"iloc"]):
            if types.get(item) == CODED:
                _require_bounded_picture(b"".join(pieces))
            elif types.get(item) == EXIF and sum(map(len, pieces)) > MAX_EXIF_BYTES:
                raise bad_image("The picture's EXIF is too long")
    except (struct.error, LookupError):
        raise bad_image("The picture's header is damaged") from None


def _boxes(content: bytes, start: int, end: int) -> Iterator[Box]:
    """Go through the boxes between two places."""
    for _ in range(MAX_BOXES):
        if start >= end:
            return
        length, kind = struct.unpack_from(">I4s", content, start)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, start + 8)
            head = 16
        length = length or end - start
        if length < head or start + length > end:
            raise bad_image("The picture is truncated or damaged")
        yield Box(kind, start + head, start + length)
        start += length
    raise bad_image(f"The file is in more than {MAX_BOXES} boxes")


def _item_types(content: bytes, box: Box) -> dict[int, bytes]:
    """Return the type of each item; raises ``PictureError`` where one is put together of others."""
    wide = content[box.start] > 0
    types: dict[int, bytes] = {}
    for entry in _boxes(content, box.start + (8 if wide else 6), box.end):
        # Item, protection and type follow the version and flags.
        form = ">IH4s" if content[entry.start] == 3 else ">HH4s"
        item, _, kind = struct.unpack_from(form, content, entry.start + 4)
        if item in types or kind not in (CODED, EXIF, XMP):
            raise unsupported_image("The AVIF is put together of parts")
        types[item] = kind
    return types


def _item_pieces(content: bytes, box: Box) -> Iterator[tuple[int, list[bytes]]]:
    """Go through the items with the pieces of the file that they are made of."""
    version, sizes = content[box.start], content[box.start + 4 : box.start + 6]
    of_offset, of_length, of_base = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    of_index = sizes[1] & 15 if version else 0
    place = box.start + 6

    def number(size: int) -> int:
        nonlocal place
        place += size
        if place > box.end:
            raise bad_image("The picture's header is damaged")
        return int.from_bytes(content[place - size : place])

    count = number(4 if version == 2 else 2)
    if count > MAX_ITEMS:
        raise bad_image(f"The picture has more than {MAX_ITEMS} items")
    for _ in range(count):
        item = number(4 if version == 2 else 2)
        if version and number(2) & 15:
            raise unsupported_image("The AVIF's items are not stored plainly")
        number(2)
        base, pieces = number(of_base), []
        extents = number(2)
        if extents > MAX_ITEMS:
            raise bad_image(f"The picture has more than {MAX_ITEMS} pieces")
        for _ in range(extents):
            number(of_index)
            start = base + number(of_offset)
            length = number(of_length)
            pieces.append(content[start : start + length] if length else content[start:])
        yield item, pieces


def _require_bounded_picture(coded: bytes) -> None:
    """Raise ``PictureError`` if a coded picture has a large frame, or many of them."""
    place, frames = 0, 0
    for _ in range(MAX_UNITS):
        if place >= len(coded):
            return
        kind, has_size = coded[place] >> 3 & 15, coded[place] & 2
        place += 2 if coded[place] & 4 else 1
        length = len(coded) - place
        if has_size:
            length, place = _leb128(coded, place)
        if kind == SEQUENCE_HEADER:
            require_size(*_frame_size(coded[place : place + length]), MAX_PIXELS)
        frames += kind in (FRAME_HEADER, FRAME)
        if frames > MAX_FRAMES:
            raise bad_image(f"The picture has more than {MAX_FRAMES} frames")
        place += length
    raise bad_image(f"The picture is in more than {MAX_UNITS:,} units")


def _leb128(coded: bytes, place: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and the place after it."""
    number = 0
    for shift in range(0, 56, 7):
        number |= (coded[place] & 0x7F) << shift
        place += 1
        if not coded[place - 1] & 0x80:
            break
    return number, place


def _frame_size(header: bytes) -> tuple[int, int]:
    """Return the largest width and height of a frame that a sequence header allows."""
    bits = iter(f"{int.from_bytes(header[:128].ljust(128, bytes(1))):01024b}")

    def number(count: int) -> int:
        return int("".join(next(bits) for _ in range(count)) or "0", 2)

    number(4)  # profile, and whether it is a still picture
    if number(1):  # a short header
        number(5)
    else:
        if number(1):
            raise unsupported_image("The AVIF is a film's")  # with times of its frames
        has_delays = number(1)
        for _ in range(number(5) + 1):  # operating points
            number(12)
            if number(5) > 7:  # a level, which from 8 on has tiers
                number(1)
            if has_delays and number(1):
                number(4)
    width, height = number(4) + 1, number(4) + 1
    return number(width) + 1, number(height) + 1
