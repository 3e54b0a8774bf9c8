"""The instance folder: secrets, links that sign in, the lock of who trains, and the SQLite store.

Its files are made by those who need them; here is only whether they can be.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from webapp.config import ConfigurationError, is_loopback


def require_writable(settings: Mapping[str, Any]) -> None:
    """Raise ``ConfigurationError`` where a file cannot be made or changed that will have to be.

    A server that would notice later would go on without a store, or without training.
    """
    folder: Path = settings["INSTANCE_PATH"]
    if not _is_needed(settings):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
        store = folder / "runs.db"
        if settings["DATABASE_URL"] is None and store.exists() and not os.access(store, os.W_OK):
            raise PermissionError(0, "runs.db is read-only")
    except OSError as error:
        raise ConfigurationError(
            f"The folder {folder} cannot keep what the server makes ({error.strerror}). "
            "Make it writable, or name another one with INSTANCE_PATH."
        ) from None


def _is_needed(settings: Mapping[str, Any]) -> bool:
    """Return whether anything is kept in the folder."""
    trains_here = settings["DASK_SCHEDULER_ADDRESS"] is None and settings["TRAINING_WORKERS"] != 0
    makes_secrets = settings["OWNER_TOKEN"] is None or is_loopback(settings["HOST"])
    return trains_here or makes_secrets or settings["DATABASE_URL"] is None
