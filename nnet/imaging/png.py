"""Small pictures, such as the 28x28 pixels that the network saw, as PNG.

A general encoder spends most of its time on choices that do not matter for 784 pixels; the format
itself (PNG, third edition, section 5) is three chunks.
"""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, PALETTE = 0, 3
"""Colour types, as IHDR has them."""


def encode_png(pixels: np.ndarray, palette: np.ndarray | None = None) -> bytes:
    """Return a (height, width) uint8 array as an 8-bit PNG: grey, or the colours of a palette.

    palette  (colours, 3) uint8: red, green and blue of each value that a pixel may have
    """
    height, width = pixels.shape
    rows = np.zeros((height, width + 1), dtype=np.uint8)  # each row starts with its filter: none
    rows[:, 1:] = pixels
    colour_type = GREY if palette is None else PALETTE
    # After the colour type come compression, filter method and no interlacing.
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", header),
            b"" if palette is None else _chunk(b"PLTE", palette.tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)),
            _chunk(b"IEND", b""),
        )
    )


def base64_png(pixels: np.ndarray, palette: np.ndarray | None = None) -> str:
    """Return (height, width) uint8 pixels as a PNG in base64."""
    return base64.b64encode(encode_png(pixels, palette)).decode("ascii")


def _chunk(kind: bytes, content: bytes) -> bytes:
    """Return one chunk: length, kind, content and checksum."""
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
