"""Small grey pictures, such as the 28x28 pixels that the network saw, as PNG.

A general encoder spends most of its time on choices that do not matter for 784 pixels; the format
itself (PNG, third edition, section 5) is three chunks.
"""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY_8_BIT = (8, 0, 0, 0, 0)
"""Bit depth, colour type, compression, filter method and no interlacing, as IHDR has them."""


def encode_grey(pixels: np.ndarray) -> bytes:
    """Return a (height, width) uint8 array as an 8-bit grey PNG."""
    height, width = pixels.shape
    rows = np.zeros((height, width + 1), dtype=np.uint8)  # each row starts with its filter: none
    rows[:, 1:] = pixels
    header = struct.pack(">IIBBBBB", width, height, *GREY_8_BIT)
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)),
            _chunk(b"IEND", b""),
        )
    )


def base64_png(pixels: np.ndarray) -> str:
    """Return (height, width) uint8 pixels as a PNG in base64."""
    return base64.b64encode(encode_grey(pixels)).decode("ascii")


def _chunk(kind: bytes, content: bytes) -> bytes:
    """Return one chunk: length, kind, content and checksum."""
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
