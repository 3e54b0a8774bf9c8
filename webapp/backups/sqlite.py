"""Backups of a store in an SQLite file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from nnet.store.database import BUSY_TIMEOUT_S
from webapp.backups.files import BackupError, finish, unfinished

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file; it would be taken for part of another file in its place."""

IN_USE_AFTER_S = 0.5
"""How long a store is waited for before it is taken for a server's, which would keep it."""


class SqliteStore:
    """A store in a file, and copies of it.

    path  the store's file
    """

    suffix = ".db"

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        """What messages call it."""
        return str(self.path)

    def owns(self, path: Path) -> bool:
        """Return whether a file is the store, or belongs to it."""
        return str(path) in {f"{self.path}{suffix}" for suffix in ("", *BESIDE)}

    def copy(self, target: Path) -> None:
        """Copy the store as it is at this moment; whoever uses it goes on. Raises BackupError."""
        if not self.path.is_file():
            raise BackupError(
                f"There is no store at {self.path}. Name another one with INSTANCE_PATH or "
                "DATABASE_URL."
            )
        _copy(self.path, target)

    def revision(self, backup: Path, called: str) -> str:
        """Return the version of a backup, all of which can be read; else raise BackupError.

        called  what messages call it
        """
        try:
            with closing(_open(backup)) as connection:
                (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
                if found != "ok":
                    raise BackupError(f"{called} is damaged ({' '.join(found.split())}).")
                return str(
                    *connection.execute("SELECT version_num FROM alembic_version").fetchone()
                )
        except (sqlite3.Error, TypeError) as error:
            raise BackupError(f"{called} is no backup of a store ({error}).") from None

    def restore(self, backup: Path) -> str:
        """Put a backup in the store's place; return what became of the store before.

        Raises BackupError, and changes nothing then; while anybody uses the store, too.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _nobody_else_at(self.path), unfinished(self.path) as part:
            _copy(backup, part)
            self.revision(part, f"The copy of {backup}")
            if not self.path.exists():
                finish(part, self.path)
                return "There was none before."
            _make_alike(part, self.path)
            kept = f"{self.path}.before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
            try:
                os.link(self.path, kept)
            except OSError:  # a file system without such links
                shutil.copy2(self.path, kept)
            for suffix in BESIDE:
                with suppress(FileNotFoundError):
                    os.replace(f"{self.path}{suffix}", f"{kept}{suffix}")
            finish(part, self.path)
            return f"What was there before is {kept}; remove it when you need it no more."


def _open(path: Path, timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """Open a file that is there; wait for others as long as is said."""
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    return sqlite3.connect(address, timeout_s, isolation_level=None, uri=True)


def _copy(source: Path, target: Path) -> None:
    try:
        with closing(_open(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise BackupError(f"{source} could not be copied ({error}).") from None


@contextmanager
def _nobody_else_at(path: Path) -> Iterator[None]:
    """Keep everybody from a store's file; raises BackupError while somebody has it open."""
    if not path.exists():
        yield
        return
    with closing(_open(path, IN_USE_AFTER_S)) as connection:
        try:
            # Only who is alone with a file may give up the log beside it, which all others share.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            if connection.execute("PRAGMA journal_mode").fetchone() != ("delete",):
                raise sqlite3.OperationalError("somebody has just opened it")
        except sqlite3.OperationalError as error:
            raise BackupError(
                f"{path} cannot be replaced now ({error}). Stop the server, and whatever trains, "
                "first."
            ) from None
        except sqlite3.DatabaseError:
            pass  # what is damaged is nobody's; it may be why there is something to restore
        yield


def _make_alike(file: Path, former: Path) -> None:
    """Let whoever could use a file use the one that takes its place."""
    shutil.copymode(former, file)
    with suppress(PermissionError, AttributeError):  # only root gives files away
        os.chown(file, former.stat().st_uid, former.stat().st_gid)
