"""Files that are there whole or not at all, and of a size that was expected."""

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


def read_bounded(path: Path, most: int) -> bytes:
    """Return a file's content; raises ``ValueError`` for one over a size, and ``OSError``.

    No more than that is read of it, whatever it is: a device, a pipe, a file that grows.
    """
    with path.open("rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{path} is larger than {most:,} bytes, and at most these are read.")
    return content
