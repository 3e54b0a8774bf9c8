"""The files of backups: written whole or not at all, named by their date, the newest kept."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

DATED = re.compile(r"inknet-\d{8}-\d{6}-\d{6}\.(db|dump)")
"""The names of backups in a folder; no other file of it is ever removed."""

ABANDONED_AFTER_S = 24 * 3600
"""After how long an unfinished file is one that was cut off."""


class BackupError(RuntimeError):
    """A backup cannot be made, or not be put back; the text says why and what to do."""


def dated_path(folder: Path, suffix: str) -> Path:
    """Return the path of a new backup in a folder."""
    return folder / f"inknet-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}{suffix}"


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Yield a path beside another, for a file that is to take its place with ``finish``.

    Whatever is still there at the end of the block is removed, and what was cut off earlier.
    """
    for part in path.parent.glob(".inknet-*.part"):
        if time.time() - part.stat().st_mtime > ABANDONED_AFTER_S:
            part.unlink(missing_ok=True)
    part = path.with_name(f".inknet-{secrets.token_hex(6)}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def finish(part: Path, path: Path) -> None:
    """Give a file its name, when all of it is on the disk; one of that name makes way at once."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(part, path)


def keep_newest(made: Path, keep: int) -> None:
    """Remove all backups of a folder but the one that was just made and the newest others."""
    others = [path for path in made.parent.iterdir() if DATED.fullmatch(path.name)]
    others = sorted((path for path in others if path != made), reverse=True)
    for path in others[keep - 1 :]:
        path.unlink(missing_ok=True)
