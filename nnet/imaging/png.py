"""A PNG encoder for grey, coloured and palette pictures of 8 bits.

The format (PNG, third edition, section 5) is three chunks, or four with a palette. Rows are not
filtered: drawings are mostly even paper, which compresses as well as it is, and a general encoder
spends most of its time on choices that do not matter for 28x28 pixels.
"""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, COLOUR, PALETTE = 0, 2, 3
"""Colour types, as IHDR has them."""

QUICK, SMALL = 1, 9
"""Levels of compression: for an answer that somebody waits for, and for what is kept."""


def encode_png(pixels: np.ndarray, palette: np.ndarray | None = None, level: int = QUICK) -> bytes:
    """Return uint8 pixels as a PNG.

    pixels   (height, width), grey or places in the palette; or (height, width, 3): red, green, blue
    palette  (colours, 3) uint8: red, green and blue of each value that a pixel may have
    """
    height, width = pixels.shape[:2]
    colour_type = PALETTE if palette is not None else COLOUR if pixels.ndim == 3 else GREY
    line = pixels.reshape(height, -1)
    rows = np.zeros((height, line.shape[1] + 1), np.uint8)  # each row starts with its filter: none
    rows[:, 1:] = line
    # After the colour type come compression, filter method and no interlacing.
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", header),
            b"" if palette is None else _chunk(b"PLTE", palette.tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), level)),
            _chunk(b"IEND", b""),
        )
    )


def base64_png(pixels: np.ndarray, palette: np.ndarray | None = None, level: int = QUICK) -> str:
    """Return what ``encode_png`` does, in base64."""
    return base64.b64encode(encode_png(pixels, palette, level)).decode("ascii")


def tile(images: np.ndarray, columns: int) -> np.ndarray:
    """Return (n, h, w) pictures side by side, ``columns`` in each row, as one picture."""
    count, height, width = images.shape
    rows = -(-count // columns)
    sheet = np.zeros((rows * columns, height, width), images.dtype)
    sheet[:count] = images
    tiles = sheet.reshape(rows, columns, height, width).swapaxes(1, 2)
    return tiles.reshape(rows * height, columns * width)


def _chunk(kind: bytes, content: bytes) -> bytes:
    """Return one chunk: length, kind, content and checksum."""
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
