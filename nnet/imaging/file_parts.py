"""The parts of a picture's file, counted before a decoder goes through them one by one."""

from __future__ import annotations

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

START_OF_SCAN = 0xDA
WITHOUT_LENGTH = {0x01, 0xFF, *range(0xD0, 0xDA)}
"""Markers of a JPEG that no segment follows, and bytes that only fill."""


def count_parts(content: bytes, most: int) -> int:
    """Return how many chunks a PNG has, or segments a JPEG before its pixels; at most ``most`` + 1.

    Whatever is damaged ends the count: that is the decoder's to say.
    """
    count, place = 0, len(PNG_SIGNATURE) if content.startswith(PNG_SIGNATURE) else 2
    step = _chunk_length if content.startswith(PNG_SIGNATURE) else _segment_length
    while count <= most and place < len(content) and (length := step(content, place)):
        place += length
        count += 1
    return count


def _chunk_length(content: bytes, place: int) -> int:
    return 12 + int.from_bytes(content[place : place + 4])


def _segment_length(content: bytes, place: int) -> int:
    """Return the length of a segment; 0 where the pixels begin, or it is none."""
    marker = content[place + 1] if place + 1 < len(content) else START_OF_SCAN
    if content[place] != 0xFF or marker == START_OF_SCAN:
        return 0
    if marker in WITHOUT_LENGTH:
        return 1 if marker == 0xFF else 2
    return 2 + int.from_bytes(content[place + 2 : place + 4])
