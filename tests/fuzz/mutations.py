"""How a picture is damaged: anywhere, or where a decoder believes it (fields with right checksums).

A PNG's chunks carry checksums, so that damage anywhere is found at once and says little of the
decoder behind it. Half of the changes to a PNG are therefore made within chunks and signed anew,
and some in the pixels before they are compressed.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable

PNG = b"\x89PNG\r\n\x1a\n"
INTERESTING = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1]
MAX_BYTES = 2 * 1024 * 1024
Chunk = tuple[bytes, bytes]


def mutate(rng: random.Random, corpus: list[bytes]) -> bytes:
    """Return a damaged picture of the corpus."""
    content = rng.choice(corpus)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        if content.startswith(PNG) and rng.random() < 0.5:
            content = _change_chunks(rng, content)
        else:
            content = rng.choice(CHANGES)(rng, content, corpus)
    return content[:MAX_BYTES]


def _flip(rng: random.Random, content: bytes, _: list[bytes]) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 3, 20))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _number(rng: random.Random, content: bytes, _: list[bytes]) -> bytes:
    """Write a number that programs stumble over, in either order of bytes."""
    kind = rng.choice(("<H", ">H", "<I", ">I", ">B"))
    number = rng.choice(INTERESTING) % (1 << (8 * struct.calcsize(kind)))
    # Most of what a decoder believes stands in the first few hundred bytes.
    place = rng.randrange(min(len(content), rng.choice((64, 700, 10**9))) or 1)
    written = struct.pack(kind, number)
    return content[:place] + written + content[place + len(written) :]


def _cut(rng: random.Random, content: bytes, _: list[bytes]) -> bytes:
    start = rng.randrange(len(content) or 1)
    return content[:start] + content[start + rng.choice((1, 2, 16, 500, 10**9)) :]


def _repeat(rng: random.Random, content: bytes, _: list[bytes]) -> bytes:
    start = rng.randrange(len(content) or 1)
    end = start + rng.choice((1, 4, 64, 1000))
    return content[:end] + content[start:end] * rng.choice((1, 2, 50, 1000)) + content[end:]


def _splice(rng: random.Random, content: bytes, corpus: list[bytes]) -> bytes:
    other = rng.choice(corpus)
    return content[: rng.randrange(len(content) or 1)] + other[rng.randrange(len(other)) :]


CHANGES: list[Callable[[random.Random, bytes, list[bytes]], bytes]] = [
    *(_flip, _number, _number, _cut, _repeat, _splice),
]


def _change_chunks(rng: random.Random, content: bytes) -> bytes:
    """Change something within a PNG's chunks, or their order, and sign them anew."""
    chunks = _chunks(content)
    if not chunks:
        return content
    place = rng.randrange(len(chunks))
    kind, data = chunks[place]
    what = rng.randrange(6)
    if what == 0 and kind == b"IDAT":
        data = _recompressed(rng, data)
    elif what == 1:
        kind = rng.choice((b"tRNS", b"PLTE", b"iCCP", b"zTXt", b"iTXt", b"acTL", b"fcTL", b"gAMA"))
    elif what == 2:
        chunks.insert(rng.randrange(len(chunks)), (kind, data))
    elif what == 3 and kind != b"IHDR":
        del chunks[place]
        return _written(chunks)
    else:
        data = rng.choice((_flip, _number))(rng, data, []) if data else rng.randbytes(20)
    chunks[min(place, len(chunks) - 1)] = (kind, data)
    return _written(chunks)


def _recompressed(rng: random.Random, data: bytes) -> bytes:
    """Return compressed pixels with some of them changed."""
    try:
        pixels = zlib.decompressobj().decompress(data, 10**6)
    except zlib.error:
        return data
    return zlib.compress(rng.choice((_flip, _cut, _repeat))(rng, pixels, [])[: 10**7])


def _chunks(content: bytes) -> list[Chunk]:
    chunks, place = [], len(PNG)
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        chunks.append((kind, content[place + 8 : place + 8 + length]))
        place += 12 + length
    return chunks


def _written(chunks: list[Chunk]) -> bytes:
    return PNG + b"".join(chunk(kind, data) for kind, data in chunks)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG."""
    signed = kind + data
    return struct.pack(">I", len(data)) + signed + struct.pack(">I", zlib.crc32(signed))
