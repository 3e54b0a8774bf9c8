"""Stores that are ready to be used."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from nnet.store.runs import RunStore


@functools.cache
def prepared_file() -> Path:
    """A store's file with the shipped histories: copying it is quicker than making another."""
    folder = tempfile.mkdtemp(prefix="inknet-store-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder, "runs.db")
    prepare(f"sqlite:///{path}")
    return path


def prepare(url: str) -> None:
    """Make a store."""
    store = RunStore(url)
    store.prepare()
    store.close()


def is_complete(store: Path) -> bool:
    """Return whether all of an SQLite store is in its file, which can then be copied alone.

    The log beside it may be there, without a byte: of two that close it at once each sees the
    other, and neither removes it.
    """
    log = store.with_name(f"{store.name}-wal")
    return not log.exists() or log.stat().st_size == 0
