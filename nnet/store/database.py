"""The database of the run store: its address, its engine, and the migrations of its schema."""

from __future__ import annotations

import functools
import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

BUSY_TIMEOUT_S = 5
"""How long SQLite waits for another process's write before it gives up."""

WRITING = {"sqlite_begin": "IMMEDIATE"}
"""Execution options of a transaction that is going to write: SQLite takes the lock at once, since
one that reads first and writes later is refused without waiting when another wrote in between."""


class StoreError(RuntimeError):
    """The store cannot be used as it is: of a newer version, or not a store at all."""


class StoreUnavailable(StoreError):
    """The store cannot be used just now: locked, full or out of reach."""


@functools.cache
def newest_revision() -> str:
    """Return the newest migration: what a store must be at before this program uses it.

    Read from its file, for importing Alembic would make every start slower.
    """
    newest = max((MIGRATIONS / "versions").glob("[0-9]*.py"))
    found = re.search(r'^revision = "(\w+)"$', newest.read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise StoreError(f"{newest.name} does not say which revision it is.")
    return found[1]


def instance_path() -> Path:
    """Return the folder for what is made at run time: ``INSTANCE_PATH``, else ``instance/``."""
    configured = os.environ.get("INSTANCE_PATH")
    return Path(configured or Path(__file__).resolve().parents[2] / "instance").absolute()


def default_database_url() -> str:
    """Return the store's address: ``DATABASE_URL``, else an SQLite file in the instance folder."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{instance_path() / 'runs.db'}"


def open_engine(url: str, patience_s: float | None = None) -> Engine:
    """Return an engine for a database address; raises ``StoreError`` for one that is not valid.

    patience_s  how long to wait for a database that is locked or does not answer; unless given
                ``BUSY_TIMEOUT_S`` for SQLite, and as long as it takes for PostgreSQL
    """
    try:
        parsed = sa.make_url(url)
        # Hosts hand out addresses without a driver, some of them with the scheme's older name.
        if parsed.drivername in ("postgres", "postgresql"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        is_sqlite = parsed.get_backend_name() == "sqlite"
        if is_sqlite and parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        busy_s = BUSY_TIMEOUT_S if patience_s is None else patience_s
        options = {"connect_args": {"timeout": busy_s}} if is_sqlite else {}
        engine = sa.create_engine(parsed, pool_pre_ping=not is_sqlite, **options)
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise StoreError(
            f"The database address in DATABASE_URL or INSTANCE_PATH cannot be used ({error}). "
            "Expected an address such as sqlite:////folder/runs.db."
        ) from None
    if patience_s is not None and engine.driver == "psycopg":
        # Imported here, since most stores are SQLite's.
        from nnet.store.postgres import limit_patience

        limit_patience(engine, patience_s)
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def migrate(engine: Engine, fill: Callable[[Connection, bool], None]) -> None:
    """Bring the schema up to date, and hand what was changed to ``fill``, all or nothing.

    It is told whether the store is new.

    An SQLite file of an earlier version is copied before. Raises ``StoreError`` for a store that a
    newer version of this program has made.
    """
    with _one_at_a_time(engine):
        _keep_copy(engine)
        _upgrade(engine, fill)


def _upgrade(engine: Engine, fill: Callable[[Connection, bool], None]) -> None:
    with ExitStack() as stack:
        connection = stack.enter_context(engine.execution_options(**WRITING).begin())
        if engine.dialect.name == "postgresql":
            # Two servers that start at once must not both migrate; any constant serves.
            stack.enter_context(_unhurried(connection))
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7841030)")
        found = _revision(connection)
        if found == newest_revision():
            return
        # Imported here, since most starts find the store as it should be.
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise StoreError(
                f"The store is at version {found!r}, this program knows versions up to "
                f"{newest_revision()!r}: a newer version of it has been here. Nothing was changed; "
                "update the program, or point DATABASE_URL or INSTANCE_PATH elsewhere."
            ) from None
        fill(connection, found is None)


def _unhurried(connection: Connection) -> AbstractContextManager[None]:
    from nnet.store.postgres import unhurried

    return unhurried(connection)


def _one_at_a_time(engine: Engine) -> AbstractContextManager[object]:
    """Keep others from an SQLite file whose schema is to change, of which one makes a copy."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or path in (None, "", ":memory:"):
        return nullcontext()
    with engine.connect() as connection:
        if _revision(connection) == newest_revision():
            return nullcontext()
    return FileLock(f"{path}.lock")


def _keep_copy(engine: Engine) -> None:
    """Copy an SQLite file whose schema is about to change: ``runs.db.before-0008``."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or path in (None, "", ":memory:"):
        return
    with engine.connect() as connection:
        found = _revision(connection)
    if found is None or found >= newest_revision():
        return
    copy = f"{path}.before-{newest_revision()}"
    part = f"{copy}.part"
    try:
        # First under another name: a copy that was cut off must not look like a whole one.
        with (
            closing(sqlite3.connect(str(path))) as source,
            closing(sqlite3.connect(part)) as target,
        ):
            source.backup(target)
        os.replace(part, copy)
    except (sqlite3.Error, OSError) as error:
        raise StoreUnavailable(
            f"The store is of an earlier version, and no copy of it could be made ({error}). "
            "Nothing was changed; make room beside its file."
        ) from None


def translated(error: DBAPIError) -> Exception:
    """Return what to raise for an error of the database driver."""
    if isinstance(error, IntegrityError | ProgrammingError):
        return error  # a mistake of this program, not the state of the store
    reason = str(error.orig).splitlines()[0] if error.orig else type(error).__name__
    if "not a database" in reason or "malformed" in reason:
        return StoreError(
            f"The store's file is damaged ({reason}). Nothing was changed; restore a copy of it, "
            "or move it away to start with an empty store."
        )
    return StoreUnavailable(f"The store cannot be used just now ({reason}). Try again soon.")


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _prepare_sqlite(connection: object, record: object) -> None:
    # The driver's own handling of transactions would commit before a change of the schema.
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode = WAL")  # readers go on while a training writes
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
