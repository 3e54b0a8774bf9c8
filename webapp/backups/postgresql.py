"""Backups of a store in a PostgreSQL database, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from webapp.backups.files import BackupError

REVISION = re.compile(r"^COPY \S*alembic_version .*\n(\w+)$", re.MULTILINE)

OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
"""


class PostgresqlStore:
    """A store in a database, and dumps of it in PostgreSQL's custom format.

    engine  reaches the database
    """

    suffix = ".dump"

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.name = f"the database {engine.url.database}"

    def owns(self, path: Path) -> bool:
        """Return whether a file belongs to the store; the server's are out of reach."""
        return False

    def copy(self, target: Path) -> None:
        """Dump the store as it is at this moment; whoever uses it goes on. Raises BackupError."""
        self._run("pg_dump", "--format=custom", f"--file={target}", self._database())

    def revision(self, backup: Path, called: str) -> str:
        """Return the version of a backup, all of which can be read; else raise BackupError.

        called  what messages call it
        """
        self._run("pg_restore", f"--file={os.devnull}", str(backup))
        table = ("--data-only", "--table=alembic_version", "--file=-")
        found = REVISION.search(self._run("pg_restore", *table, str(backup)))
        if found is None:
            raise BackupError(f"{called} is no backup of a store.")
        return found[1]

    def restore(self, backup: Path) -> str:
        """Put a backup in the store's place, in one transaction; return what became of that before.

        Raises BackupError, and changes nothing then; while anybody uses the store, too.
        """
        try:
            with closing(self._engine.connect()) as connection:
                others = connection.scalar(sa.text(OTHERS))
        except sa.exc.SQLAlchemyError as error:
            raise BackupError(f"{self.name} cannot be reached ({_first_line(error)}).") from None
        finally:
            self._engine.dispose()
        if others:
            raise BackupError(
                f"{self.name} is in use ({others} connections). Stop the servers, and whatever "
                "trains, first."
            )
        how = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        self._run("pg_restore", *how, self._database(), str(backup))
        return "What was there before is replaced."

    def _database(self) -> str:
        """Return the option that names the database, without the password, which others saw."""
        url = self._engine.url.set(drivername="postgresql", password=None)
        return f"--dbname={url.render_as_string()}"

    def _run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs and return what it prints."""
        password = self._engine.url.password
        environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
        try:
            done = subprocess.run(
                [program, *arguments], env=environment, capture_output=True, text=True, check=True
            )
        except FileNotFoundError:
            raise BackupError(
                f"{program} is not installed here. Install PostgreSQL's client programs "
                "(postgresql-client), or call it where the database runs, as docs/hosting.md shows."
            ) from None
        except subprocess.CalledProcessError as error:
            raise BackupError(f"{program} failed: {_first_line(error.stderr)}") from None
        return done.stdout


def _first_line(text: object) -> str:
    return str(text).strip().partition("\n")[0]
