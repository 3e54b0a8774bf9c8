"""Pictures that are small to send and meant to be large, slow or something else to receive."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image

from tests.fuzz.mutations import PNG, chunk
from tests.support.pictures import SEVEN, draw, encode

MOST = 2 * 1024 * 1024
SIDE = 2000
DIGIT = draw(SEVEN)
ORIENTATION = 0x0112


def png(*chunks, width=28, height=28, depth=8, colour=0, interlaced=0, pixels=None):
    """Return a PNG with a header that claims this, some chunks, and pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    rows = bytes([255] * 10 + [0] * 8 + [255] * 10)
    data = zlib.compress(b"".join(b"\0" + rows for _ in range(28))) if pixels is None else pixels
    parts = [chunk(b"IHDR", header), *chunks, chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return PNG + b"".join(parts)


def zeros(megabytes):
    """Return that many megabytes of nothing, compressed."""
    packer = zlib.compressobj(9)
    head = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    # Pieces that know nothing of each other are compressed once and repeated. Adler-32 of n zeros:
    checksum = megabytes * 1_000_000 % 65_521 << 16 | 1
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return head + piece * (megabytes - 1) + end + struct.pack(">I", checksum)


def jpeg(picture=None, **options):
    """Return a drawing as JPEG."""
    return encode((picture or DIGIT).convert("RGB"), "JPEG", **options)


def segment(marker, content=b""):
    """Return a segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def with_segments(*segments):
    """Return a JPEG with something between its beginning and its picture."""
    plain = jpeg()
    return plain[:2] + b"".join(segments) + plain[2:]


def many_scans(mode="RGB", size=MOST - 1000):
    """Return a JPEG of 4 million pixels whose last pass is there until the file is so large."""
    content = encode(Image.new(mode, (SIDE, SIDE), "white"), "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    scan = content[last:-2]
    return content[:-2] + scan * ((size - len(content)) // len(scan)) + content[-2:]


def large(mode, paper, ink, kind="PNG", **options):
    """Return a picture of 4 million pixels with a stroke on it."""
    picture = Image.new(mode, (SIDE, SIDE), paper)
    picture.paste(ink, (900, 300, 1100, 1700))
    return encode(picture, kind, **options)


def exif_with(tag, value, length=1):
    """Return EXIF data of a single entry, whose length may be a lie."""
    return (
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01"
        + struct.pack(">HHIHH", tag, 3, length, value, 0)
        + bytes(4)
    )


def _zip(content):
    """Return a picture that is a ZIP archive, too."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
    return content + stream.getvalue()


def _lie(width, height):
    """Return a JPEG whose header claims another size."""
    content = bytearray(jpeg())
    place = content.index(b"\xff\xc0") + 5
    content[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def photograph(width=8000, height=6000, **options):
    """Return a JPEG of many pixels, a seven on paper."""
    picture = Image.new("L", (width, height), 250)
    side = min(width, height)
    picture.paste(DIGIT.resize((side, side)), (0, 0))
    return encode(picture, "JPEG", **options)


def padded(content, size):
    """Return a file of that many bytes."""
    return content.ljust(size, b"\0")


def _in_scans(width, height):
    """Return a JPEG in colour whose first pass, as its header tells, is of one colour alone."""
    content = bytearray(_lie(width, height))
    content[content.index(b"\xff\xda") + 4] = 1
    return bytes(content)


PHOTOGRAPH_BYTES = 12 * 1024 * 1024
PHOTOGRAPHS = {
    "48 million pixels": lambda: (photograph(), 200, None),
    "12 MiB": lambda: (padded(photograph(4000, 3000), PHOTOGRAPH_BYTES), 200, None),
    "a strip": lambda: (photograph(12_000, 400), 200, None),
    "12 MiB of a PNG": lambda: (padded(encode(DIGIT), PHOTOGRAPH_BYTES), 413, "too_large"),
    "12 MiB, progressive": lambda: (
        padded(jpeg(progressive=True), PHOTOGRAPH_BYTES),
        413,
        "too_large",
    ),
    "progressive": lambda: (
        photograph(3000, 2000, progressive=True),
        413,
        "image_too_many_pixels",
    ),
    "colour by colour": lambda: (_in_scans(4000, 3000), 413, "image_too_many_pixels"),
    "64 million pixels": lambda: (_lie(8000, 8000), 413, "image_too_many_pixels"),
    "a side of 13,000": lambda: (_lie(13_000, 1000), 413, "image_too_many_pixels"),
}
"""JPEGs, and how each is answered."""

HTML = b"<!doctype html><script>alert(1)</script>"
NOISE = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
ONE = zeros(1)
PROFILE = struct.pack(">I", 70_000_000) + b"acsp"

TOO_LARGE = {
    "pixel flood": lambda: png(width=65_500, height=65_500),
    "the most pixels there can be": lambda: png(width=2**31 - 1, height=2**31 - 1),
    "pixel flood with all its data": lambda: png(width=40_000, height=40_000, pixels=zeros(1600)),
    "a long strip": lambda: png(width=1, height=4_000_000, pixels=zeros(8)),
    "zTXt bomb": lambda: png(chunk(b"zTXt", b"a\0\0" + zeros(1400))),
    "iTXt bomb": lambda: png(chunk(b"iTXt", b"a\0\1\0\0\0" + zeros(1400))),
    "iCCP bomb": lambda: png(chunk(b"iCCP", b"a\0\0" + zeros(1400))),
    "many zTXt": lambda: png(*[chunk(b"zTXt", b"%d\0\0" % i + ONE) for i in range(1500)]),
    "JPEG of a large size": lambda: _lie(60_000, 60_000),
}

DAMAGED = {
    "PNG cut": lambda: large("RGB", "white", "black")[:5000],
    "JPEG cut": lambda: large("RGB", "white", "black", "JPEG")[:5000],
    "no pixels": lambda: png(pixels=b""),
    "too few pixels": lambda: png(width=SIDE, height=SIDE),
    "checksum": lambda: png()[:-30] + bytes(30),
    "no size": lambda: png(width=0, height=0),
    "JPEG of no size": lambda: _lie(0, 0),
    "palette missing": lambda: png(colour=3),
    "impossible depth": lambda: png(depth=3),
    "many scans": lambda: many_scans(),
    "many grey scans": lambda: many_scans("L"),
    "headers alone": lambda: b"\xff\xd8\xff" + b"\xe5\0\2\xff" * 100_000,
    "filled up": lambda: b"\xff\xd8" + b"\xff" * 500_000,
    "many empty IDATs": lambda: png(*[chunk(b"IDAT", b"")] * 170_000),
    "many texts": lambda: png(*[chunk(b"tEXt", b"%d\0x" % i) for i in range(30_000)]),
    "many segments": lambda: with_segments(segment(0xE5) * 150_000),
    "many notes": lambda: with_segments(segment(0xFE) * 150_000),
    "EXIF in many segments": lambda: with_segments(segment(0xE1, b"Exif\0\0" + bytes(60_000)) * 30),
    "header of two megabytes": lambda: with_segments(segment(0xE2, bytes(65_000)) * 40)[: MOST - 1],
    "many tables": lambda: with_segments(segment(0xDB, bytes([0] + [1] * 64)) * 30_000),
}

HARMLESS = {
    "more data than pixels": lambda: png(pixels=zeros(1400)),
    "animated without end": lambda: png(chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))),
    "animated": lambda: encode(DIGIT, save_all=True, append_images=[DIGIT] * 100),
    "interlaced": lambda: png(width=SIDE, height=SIDE, interlaced=1, pixels=zeros(5)),
    "16 bit": lambda: png(width=SIDE, height=SIDE, depth=16, pixels=zeros(9)),
    "16 bit in colour": lambda: png(width=SIDE, height=SIDE, depth=16, colour=6, pixels=zeros(33)),
    "palette and tRNS": lambda: large("P", 0, 1, transparency=bytes(256)),
    "a colour that is none": lambda: large("RGB", "white", "black", transparency=(255, 255, 255)),
    "grey and alpha": lambda: large("LA", (255, 120), (0, 200)),
    "all of it transparent": lambda: large("RGBA", (0, 0, 0, 0), (0, 0, 0, 255)),
    "CMYK": lambda: large("CMYK", (0, 0, 0, 0), (0, 0, 0, 255), "JPEG"),
    "noise": lambda: encode(Image.fromarray(NOISE // 128 * 255).convert("1")),
    "progressive": lambda: large("RGB", "white", "black", "JPEG", progressive=True),
    "PNG and page": lambda: encode(DIGIT) + HTML,
    "PNG with a page inside": lambda: png(chunk(b"tEXt", b"a\0" + HTML)),
    "PNG and ZIP": lambda: _zip(encode(DIGIT)),
    "JPEG and page": lambda: jpeg(comment=HTML) + HTML,
    "JPEG and ZIP": lambda: _zip(jpeg()),
    "EXIF turned nowhere": lambda: jpeg(exif=exif_with(ORIENTATION, 99)),
    "EXIF of a length that is none": lambda: jpeg(exif=exif_with(ORIENTATION, 6, 2**32 - 1)),
    "EXIF of another size": lambda: jpeg(exif=exif_with(0xA002, 65_535)),
    "EXIF as large as it can be": lambda: jpeg(exif=exif_with(0x010E, 6) + bytes(65_000)),
    "EXIF that leads to itself": lambda: jpeg(exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\x08"),
    "profile that is none": lambda: with_segments(segment(0xE2, b"ICC_PROFILE\0\1\1" + PROFILE)),
    "profile in many parts": lambda: with_segments(
        *[segment(0xE2, b"ICC_PROFILE\0" + bytes([i, 255]) + bytes(7000)) for i in range(1, 250)]
    ),
    "several pictures": lambda: encode(
        DIGIT.convert("RGB"), "MPO", save_all=True, append_images=[DIGIT.convert("RGB")] * 50
    ),
}
