"""A split by writer of stroke files: whose drawings are learned from, whose only measured."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from pathlib import Path

from nnet.strokes.files import writers_of
from nnet.strokes.types import PenDigit

SPLIT: dict[str, list[str]] = json.loads((Path(__file__).parent / "writers.json").read_text())
"""Who may be learned from, and who is only measured on: UCI's 30 writers of pen digits by name,
those of UNIPEN, UJIpenchars and Omniglot by the beginnings of their names' SHA-256. Drawn once, by
NumPy's generator with seed 2026: twenty of UCI's thirty; two thirds of UNIPEN's people, in each of
its parts and among those who gave most; 27 of UJI's 40. Of Omniglot's alphabets the Korean and the
Tagalog one are measured alone."""

CHOOSING = 6
"""One in so many of the writers who may be learned from is left out where something is chosen, as a
guard's threshold: on digits of known hands it would refuse too many strangers'."""


def choose_writers(digits: Iterable[PenDigit], writers: str) -> list[PenDigit]:
    """Return the digits of some writers: ``training``, ``held-out``, or names with commas.

    Raises ``ValueError`` for a name that wrote none of the digits.
    """
    digits = list(digits)
    names = writers_of(digits)
    if writers in ("training", "held-out"):
        wanted = {name for name in names if is_held_out(name) == (writers == "held-out")}
    else:
        wanted = {name.strip() for name in writers.split(",")}
    if unknown := wanted - set(names):
        raise ValueError(
            f"There is no writer {', '.join(sorted(unknown))}; there are {', '.join(names)}."
        )
    return [digit for digit in digits if digit.writer in wanted]


def is_held_out(writer: str) -> bool:
    """Return the writer's side of the split; those whom it does not name are split by checksum."""
    if writer in SPLIT["training"] or _hash(writer) in SPLIT["training people"]:
        return False
    if writer in SPLIT["held-out"] or _hash(writer) in SPLIT["held-out people"]:
        return True
    return zlib.crc32(writer.encode()) % 3 == 0


def is_left_out(writer: str) -> bool:
    """Return whether a writer who may be learned from is left out, for something to be chosen."""
    # What is left of a division by three has said of many already that they may be learned from.
    return zlib.crc32(writer.encode()) // 3 % CHOOSING == 0


def _hash(writer: str) -> str:
    return hashlib.sha256(writer.encode()).hexdigest()[:12]
