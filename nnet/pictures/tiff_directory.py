"""The first page of a TIFF, with nothing in its directory but what tells where its pixels are.

A TIFF is a list of directories, whose entries may lead anywhere: to further directories without
end, to thousands of strips, or all of them to the same megabytes. A plain one is written anew of
what the first page needs, and is bounded.

The format is TIFF 6.0 (Adobe, 1992), sections 2 to 8, 14 and 15.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from nnet.pictures.errors import MAX_PIXELS, bad_image, require_size, unsupported_image

WIDTH, LENGTH, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER = 256, 257, 258, 259, 262, 266
OFFSETS, ORIENTATION, SAMPLES, ROWS_PER_STRIP, BYTE_COUNTS, PLANAR = 273, 274, 277, 278, 279, 284
T4_OPTIONS, T6_OPTIONS, PREDICTOR, COLOUR_MAP = 292, 293, 317, 320
TILE_WIDTH, TILE_LENGTH, TILE_OFFSETS, TILE_BYTE_COUNTS = 322, 323, 324, 325
EXTRA_SAMPLES, SAMPLE_FORMAT, JPEG_TABLES, SUBSAMPLING, REFERENCE = 338, 339, 347, 530, 532

MAX_COUNTS = {
    **dict.fromkeys((WIDTH, LENGTH, COMPRESSION, PHOTOMETRIC, FILL_ORDER, ORIENTATION), 1),
    **dict.fromkeys((SAMPLES, ROWS_PER_STRIP, PLANAR, T4_OPTIONS, T6_OPTIONS, PREDICTOR), 1),
    **dict.fromkeys((TILE_WIDTH, TILE_LENGTH), 1),
    **dict.fromkeys((BITS, EXTRA_SAMPLES, SAMPLE_FORMAT), 8),
    **dict.fromkeys((OFFSETS, BYTE_COUNTS, TILE_OFFSETS, TILE_BYTE_COUNTS), 4096),
    COLOUR_MAP: 3 << 8,
    JPEG_TABLES: 1 << 16,
    SUBSAMPLING: 2,
    REFERENCE: 12,
}
"""The entries that decoding needs, and how many values each may have. Strips and tiles are put
together in Python where they are not compressed, in 25 microseconds each."""

NO_COMPRESSION, JPEG = 1, 7
COMPRESSIONS = {NO_COMPRESSION, 2, 3, 4, 5, JPEG, 8, 32946, 32773}
"""None, the fax machines' three, LZW, JPEG, deflate by its two numbers, PackBits. What the others
take is not known beforehand."""

PHOTOMETRICS = {0, 1, 2, 3, 5, 6}
"""Grey from white and from black, colours, a palette, four inks, luminance and two colours."""

MAX_ENTRIES = 1000
MAX_SAMPLES = 5
MAX_JPEG_SCANS = 100

TYPES = {1: (1, "B"), 2: (1, "B"), 3: (1, "H"), 4: (1, "I"), 5: (2, "I"), 7: (1, "B")}
"""What a value is: BYTE, ASCII, SHORT, LONG, RATIONAL or UNDEFINED."""

START_OF_SCAN = b"\xff\xda"


class Entry(NamedTuple):
    """An entry of a directory: the field holds its values, or says where they are."""

    type: int
    length: int
    field: bytes
    values: tuple[int, ...]


def cut_to_first_page(content: bytes) -> bytes:
    """Return a TIFF of the first page of another one.

    Raises ``PictureError`` where it is too large, or in too many strips or tiles, or stored in a
    way of which it is not known what it takes to decode.
    """
    order = "<" if content.startswith(b"II") else ">"
    try:
        entries = _read_entries(content, order)
        _require_bounded(entries, content)
    except (struct.error, KeyError):
        raise bad_image("The picture's header is damaged") from None
    place = len(content) + len(content) % 2
    directory = struct.pack(f"{order}H", len(entries)) + b"".join(
        struct.pack(f"{order}HHI", tag, entry.type, entry.length) + entry.field
        for tag, entry in sorted(entries.items())
    )
    header = content[:4] + struct.pack(f"{order}I", place)
    return header + content[8:].ljust(place - 8, b"\0") + directory + bytes(4)


def _read_entries(content: bytes, order: str) -> dict[int, Entry]:
    """Return the entries of the first directory that decoding needs."""
    (place,) = struct.unpack_from(f"{order}I", content, 4)
    (count,) = struct.unpack_from(f"{order}H", content, place)
    if count > MAX_ENTRIES:
        raise bad_image(f"The file's directory has more than {MAX_ENTRIES:,} entries")
    entries: dict[int, Entry] = {}
    for start in range(place + 2, place + 2 + 12 * count, 12):
        tag, kind, count = struct.unpack_from(f"{order}HHI", content, start)
        if tag not in MAX_COUNTS or tag in entries:
            continue
        if count > MAX_COUNTS[tag]:
            raise bad_image("The picture is in too many strips, tiles or colours")
        numbers, letter = TYPES[kind]
        values = struct.Struct(f"{order}{count * numbers}{letter}")
        where = start + 8
        if values.size > 4:
            (where,) = struct.unpack_from(f"{order}I", content, where)
        field = content[start + 8 : start + 12]
        entries[tag] = Entry(kind, count, field, values.unpack_from(content, where))
    return entries


def _require_bounded(entries: dict[int, Entry], content: bytes) -> None:
    """Raise ``PictureError`` if decoding a page may take more than a picture's pixels do."""

    def first(tag: int, default: int | None = None) -> int:
        if default is not None and tag not in entries:
            return default
        (value, *_) = entries[tag].values or (0,)
        return value

    width, height = first(WIDTH), first(LENGTH)
    require_size(width, height)
    compression, samples = first(COMPRESSION, NO_COMPRESSION), first(SAMPLES, 1)
    bits, kinds = first(BITS, 1), entries.get(SAMPLE_FORMAT)
    if compression not in COMPRESSIONS or first(PHOTOMETRIC, 0) not in PHOTOMETRICS:
        raise unsupported_image("The TIFF is stored in a way that is not read")
    if bits > 16 or samples > MAX_SAMPLES or (kinds is not None and {*kinds.values} != {1}):
        raise unsupported_image("The TIFF has other than whole numbers of up to 16 bits")
    is_tiled = TILE_OFFSETS in entries
    wide = first(TILE_WIDTH) if is_tiled else width
    high = first(TILE_LENGTH) if is_tiled else min(first(ROWS_PER_STRIP, height), height)
    if not (width and height and wide and high):
        raise bad_image("The picture has no size")
    columns, rows = -(-width // wide), -(-height // high)
    planes = samples if first(PLANAR, 1) == 2 else 1
    offsets = entries[TILE_OFFSETS if is_tiled else OFFSETS]
    sizes = entries.get(TILE_BYTE_COUNTS if is_tiled else BYTE_COUNTS)
    if columns * wide * rows * high > 2 * MAX_PIXELS:
        raise bad_image("The picture's tiles are much larger than the picture")
    if offsets.length != columns * rows * planes:
        raise bad_image("The picture has not as many strips or tiles as it needs")
    if sizes is not None and sum(sizes.values) > len(content):
        raise bad_image("The picture's strips or tiles overlap")
    if sizes is None and compression != NO_COMPRESSION:
        raise bad_image("The picture's strips or tiles have no length")
    if compression == JPEG and content.count(START_OF_SCAN) > MAX_JPEG_SCANS + offsets.length:
        raise bad_image(f"The picture is drawn in more than {MAX_JPEG_SCANS} passes")
