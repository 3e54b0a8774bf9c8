"""Bombs in GIF, BMP, WebP, TIFF and AVIF, beside those in PNG and JPEG."""

from __future__ import annotations

import struct
import zlib

from PIL import Image

from tests.safety.bombs import zeros
from tests.support.pictures import SEVEN, draw, encode

DIGIT = draw(SEVEN)
WHITE_AND_BLACK = bytes(255 if row % 28 < 10 or row % 28 > 17 else 0 for row in range(784))


def gif(*, canvas=(28, 28), size=None, extensions=b"", end=b";"):
    """Return a GIF whose frame, unless it is given, fills the canvas."""
    head = b"GIF89a" + struct.pack("<HHBBB", *canvas, 0, 0, 0)
    frame = b"," + struct.pack("<HHHHB", 0, 0, *(size or canvas), 0)
    # Eight bits a pixel: clear, a row of paper and so on are left to the decoder to miss.
    return head + extensions + frame + b"\x08\x04\x00\x01\x04\x04\x00" + end


def gif_frames(count):
    """Return a GIF with so many frames behind a digit's."""
    plain = encode(DIGIT, "GIF")
    frame = plain[plain.index(b",", 13 + (3 << (plain[10] & 7) + 1)) : -1]
    return plain[:-1] + frame * count + b";"


def bmp(width=28, height=28, *, bits=8, compression=0, pixels=b""):
    """Return a BMP in greys whose header claims this."""
    palette = b"".join(bytes([level, level, level, 0]) for level in range(256))
    place = 54 + len(palette)
    head = b"BM" + struct.pack("<IHHI", place + len(pixels), 0, 0, place)
    fields = (40, width, height, 1, bits, compression, len(pixels), 0, 0, 256, 0)
    return head + struct.pack("<IiiHHIIiiII", *fields) + palette + pixels


def riff(*chunks):
    """Return a WebP of chunks."""
    content = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(content)) + content


def canvas(width, height, flags=0):
    """Return the chunk of a WebP that tells its size."""
    sides = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return b"VP8X", bytes([flags, 0, 0, 0]) + sides


def webp_chunks():
    """Return the chunks of a digit's WebP."""
    content = encode(DIGIT.convert("RGB"), "WEBP", lossless=True)
    return [(content[12:16], content[20:])]


def tiff(entries=None, *, pixels=WHITE_AND_BLACK, more=b"", following=0, count=None):
    """Return a TIFF of one page, whose entries are its plain ones but for some.

    entries    lists of values by tag, as LONG, or None for none
    more       behind the pixels, which begin at 8
    following  where the next directory is said to be
    """
    plain = {256: [28], 257: [28], 258: [8], 259: [1], 262: [1], 277: [1], 278: [28]}
    plain |= {273: [8], 279: [len(pixels)]}
    all_of = {tag: values for tag, values in {**plain, **(entries or {})}.items() if values}
    body = pixels + more + bytes((len(pixels) + len(more)) % 2)
    lists = b""
    directory = b""
    for tag, values in sorted(all_of.items()):
        packed = struct.pack(f"<{len(values)}I", *values)
        if len(values) > 1:
            packed, lists = struct.pack("<I", 8 + len(body) + len(lists)), lists + packed
        directory += struct.pack("<HHI", tag, 4, len(values)) + packed
    number = len(all_of) if count is None else count
    place = 8 + len(body) + len(lists)
    end = struct.pack("<I", following if following >= 0 else place)
    return (
        b"II*\0"
        + struct.pack("<I", place)
        + body
        + lists
        + struct.pack("<H", number)
        + (directory + end)
    )


def tiff_chain(count):
    """Return a TIFF of a digit with directories behind its own that lead from one to the next."""
    content = encode(DIGIT, "TIFF")
    place, start = struct.unpack_from("<I", content, 4)[0], len(content) + len(content) % 2
    content = content.ljust(start, b"\0")
    (entries,) = struct.unpack_from("<H", content, place)
    end = place + 2 + 12 * entries
    chain = b"".join(
        struct.pack("<HHHIII", 1, 256, 4, 1, 28, start + 18 * (number + 1))
        for number in range(count)
    )
    return content[:end] + struct.pack("<I", start) + content[end + 4 :] + chain


def avif(width=64, height=64):
    """Return a grey AVIF."""
    return encode(Image.new("L", (width, height), 255), "AVIF", speed=10)


def avif_with_data(data, said=None):
    """Return an AVIF whose coded picture is what a function makes of it, and that claims a size."""
    plain = avif(*(said or (64, 64)))
    start = plain.index(b"mdat") + 4
    coded = data(plain[start:])
    old, new = (struct.pack(">II", start, len(each)) for each in (plain[start:], coded))
    assert plain.count(old) == 1
    box = struct.pack(">I", len(coded) + 8)
    return plain[: start - 8].replace(old, new) + box + b"mdat" + coded


def frames(coded, count):
    """Return a coded picture with its last unit, the frame, so many times more."""
    place = 0
    while True:
        length, start = coded[place + 1], place + 2
        shift = 7
        while coded[start - 1] & 0x80:
            length = length & (1 << shift) - 1 | coded[start] << shift
            shift, start = shift + 7, start + 1
        if start + length >= len(coded):
            return coded + coded[place:] * count
        place = start + length


def boxes(count):
    """Return an AVIF with so many boxes of nothing before the others."""
    plain = avif()
    (first,) = struct.unpack_from(">I", plain)
    return plain[:first] + struct.pack(">I4s", 8, b"free") * count + plain[first:]


HUGE = [60_000]
TOO_LARGE = {
    "GIF of a huge canvas": lambda: gif(canvas=(65_535, 65_535)),
    "GIF with a huge frame": lambda: gif(size=(65_535, 65_535)),
    "GIF with a huge frame to dispose of": lambda: gif(
        size=(13_000, 13_000), extensions=b"!\xf9\x04\x09\0\0\0\0"
    ),
    "BMP of a huge size": lambda: bmp(60_000, 60_000),
    "BMP upside down, of a huge size": lambda: bmp(60_000, -60_000),
    "BMP of many runs": lambda: bmp(2000, 2000, compression=1, pixels=b"\1\0" * 250_000),
    "WebP of a huge canvas": lambda: riff(canvas(2**24, 2**24), *webp_chunks()),
    "WebP, its pixels huge": lambda: riff((b"VP8L", b"\x2f\xff\xff\xff\x0f" + bytes(100))),
    "TIFF of a huge size": lambda: tiff({256: HUGE, 257: HUGE, 278: HUGE}),
    "AVIF of a huge size": lambda: avif(2100, 1000),
    "AVIF whose pixels are more than it says": lambda: avif_with_data(
        lambda _: avif(2100, 1000).partition(b"mdat")[2]
    ),
}

DAMAGED = {
    "GIF cut": lambda: encode(DIGIT, "GIF")[:300],
    "GIF of its head": lambda: b"GIF89a",
    "GIF of notes alone": lambda: gif(extensions=b"!\xfe\1a\0" * 400_000),
    "GIF with a note in pieces": lambda: gif(extensions=b"!\xfe" + b"\1a" * 1_000_000 + b"\0"),
    "GIF in pieces": lambda: gif(end=b"") + b"\1a" * 1_000_000,
    "GIF without codes": lambda: gif(canvas=(2000, 2000)),
    "BMP cut": lambda: encode(DIGIT, "BMP")[:5000],
    "BMP of its head": lambda: b"BM",
    "BMP of runs that do nothing": lambda: bmp(compression=1, pixels=b"\xff\0" * 1_000_000),
    "WebP cut": lambda: encode(DIGIT, "WEBP")[:300],
    "WebP of its head": lambda: b"RIFF\0\0\0\0WEBPVP8 ",
    "WebP in many chunks": lambda: riff(canvas(28, 28), *[(b"ABCD", b"")] * 250_000),
    "TIFF cut": lambda: encode(DIGIT, "TIFF", compression="tiff_lzw")[:-40],
    "TIFF of its head": lambda: b"II*\0",
    "TIFF in many strips": lambda: tiff({273: [8] * 250_000, 279: [1] * 250_000, 278: [1]}),
    "TIFF whose strips are the same": lambda: tiff(
        {
            **{256: [2000], 257: [2000], 278: [1], 259: [8]},
            **{273: [8] * 2000, 279: [1_000_000] * 2000},
        },
        pixels=bytes(1_000_000),
    ),
    "TIFF with more strips than it needs": lambda: tiff({273: [8] * 4000, 279: None}),
    "TIFF of strips without length": lambda: tiff(
        {259: [8], 279: None}, pixels=zlib.compress(bytes(784))
    ),
    "TIFF of one huge tile": lambda: tiff(
        {
            **{273: None, 278: None, 279: None, 259: [8]},
            **{322: [32_768], 323: [32_768], 324: [8], 325: [len(zeros(1040))]},
        },
        pixels=zeros(1040),
    ),
    "TIFF of many tiny tiles": lambda: tiff(
        {
            **{256: [2000], 257: [2000], 273: None, 278: None, 279: None},
            **{322: [1], 323: [1], 324: [8] * 250_000, 325: [1] * 250_000},
        }
    ),
    "TIFF with too many entries": lambda: tiff(more=bytes(800_000), count=65_535),
    "TIFF without a size": lambda: tiff({256: None}),
    "TIFF of no size": lambda: tiff({256: [0]}),
    "AVIF cut": lambda: encode(DIGIT, "AVIF", speed=10)[:-200],
    "AVIF of its head": lambda: b"\0\0\0\x10ftypavif\0\0\0\0",
    "AVIF of many frames": lambda: avif_with_data(lambda coded: frames(coded, 40_000)),
    "AVIF in many boxes": lambda: boxes(200_000),
    "AVIF of many items": lambda: avif().replace(
        b"iloc\0\0\0\0\x44\0\0\x01", b"iloc\0\0\0\0\x44\0\xff\xff"
    ),
}

HARMLESS = {
    "GIF of frames without end": lambda: gif_frames(1000),
    "GIF as large as it can be": lambda: encode(Image.new("L", (2000, 2000), 255), "GIF"),
    "BMP as large as it can be": lambda: encode(Image.new("1", (2000, 2000), 1), "BMP"),
    "WebP as large as it can be": lambda: encode(
        Image.new("RGBA", (2000, 2000), (0, 0, 0, 9)), "WEBP", lossless=True, exact=True
    ),
    "WebP of many frames": lambda: encode(
        DIGIT.convert("RGB"), "WEBP", save_all=True, append_images=[DIGIT.convert("RGB")] * 3
    ),
    "TIFF of pages without end": lambda: tiff_chain(100_000),
    "TIFF that leads to itself": lambda: tiff(following=-1),
    "TIFF whose strip inflates without end": lambda: tiff({259: [8]}, pixels=zeros(1040)),
    "TIFF of four inks as large as it can be": lambda: encode(
        Image.new("CMYK", (2000, 2000)), "TIFF", compression="tiff_lzw"
    ),
    "AVIF as large as it can be": lambda: avif(2000, 1000),
}
