"""Atomic writing and bounded reading of files."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file and return its path; whoever reads it meanwhile finds the old one, or none."""
    unfinished = path.with_name(path.name + ".tmp")
    with unfinished.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)
    return path


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """Return a file's content; raises ``ValueError`` for one over a size, and ``OSError``.

    No more than that is read of it, whatever it is: a device, a pipe, a file that grows.
    """
    with path.open("rb") as stream:
        content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise ValueError(f"{path} is larger than {max_bytes:,} bytes, and at most these are read.")
    return content
