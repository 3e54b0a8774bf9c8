"""A temporary folder that is gone with its server: at the latest when the next one starts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from filelock import FileLock, Timeout

PREFIX = "inknet-"
LOCK, LOCKED = "lock", "locked"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a folder that is removed at the end; those whose servers were killed go at the start.

    A server holds a lock in its folder, which the operating system frees however it ends.
    """
    _remove_abandoned()
    with TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with FileLock(folder / LOCK):
            # Until this file is there, another server leaves the folder alone.
            (folder / LOCKED).touch()
            yield folder


def _remove_abandoned() -> None:
    """Remove the folders that nobody holds the lock of."""
    for path in Path(gettempdir()).glob(f"{PREFIX}*/{LOCKED}"):
        folder = path.parent
        with suppress(Timeout, OSError), FileLock(folder / LOCK, blocking=False):
            shutil.rmtree(folder, ignore_errors=True)
