"""``python -m webapp backup`` and ``python -m webapp restore``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from webapp import config
from webapp.backups.files import BackupError, dated_path, finish, keep_newest, unfinished

if TYPE_CHECKING:
    from webapp.backups.postgresql import PostgresqlStore
    from webapp.backups.sqlite import SqliteStore

KEPT = 7


class Refusal(click.ClickException):
    """What was asked for cannot be done: one line, and the exit status of a server's refusal."""

    exit_code = 2


@click.command()
@click.argument("target", metavar="FILE|FOLDER")
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=KEPT,
    show_default=True,
    help="Backups that stay in FOLDER, the newest.",
)
def backup(target: str, keep: int) -> None:
    """Copy the store (runs, networks, shared drawings), while the server goes on.

    A FILE is replaced once the new copy has been opened and checked. In a FOLDER, which exists or
    ends in a slash, the copy is named by its date.
    """
    try:
        store = _store()
        is_folder = target.endswith(("/", os.sep)) or Path(target).is_dir()
        path = Path(target).resolve()
        if is_folder:
            path.mkdir(parents=True, exist_ok=True)
            path = dated_path(path, store.suffix)
        _require_other_file(store, path)
        with unfinished(path) as part:
            store.copy(part)
            store.revision(part, f"The copy of {store.name}")
            finish(part, path)
        if is_folder:
            keep_newest(path, keep)
    except (BackupError, OSError) as error:
        raise Refusal(str(error)) from None
    click.echo(f"{path} is a backup of {store.name}, and was checked.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put a backup in the place of the store. Stop the server before.

    FILE is checked before anything is changed; the store before is kept, where it is a file.
    """
    from nnet.store.database import newest_revision

    try:
        store, file = _store(), file.resolve()
        _require_other_file(store, file)
        if store.revision(file, str(file)) > newest_revision():
            raise BackupError(f"{file} is of a newer version of this program. Update it first.")
        before = store.restore(file)
    except (BackupError, OSError) as error:
        raise Refusal(str(error)) from None
    click.echo(f"{store.name} is as in {file} again. {before}")


def _store() -> SqliteStore | PostgresqlStore:
    """Return the store that the settings name; raises ``BackupError``."""
    # Imported here, since the server's first process needs none of it.
    from nnet.store.database import StoreError, open_engine
    from webapp.backups.postgresql import PostgresqlStore
    from webapp.backups.sqlite import SqliteStore

    try:
        engine = open_engine(config.database_url(config.load()))
    except (config.ConfigurationError, StoreError) as error:
        raise BackupError(str(error)) from None
    if engine.dialect.name == "postgresql":
        return PostgresqlStore(engine)
    path = engine.url.database
    if path in (None, "", ":memory:"):
        raise BackupError("DATABASE_URL names a store in memory, which no file can be made of.")
    return SqliteStore(Path(str(path)).resolve())


def _require_other_file(store: SqliteStore | PostgresqlStore, path: Path) -> None:
    """Raise ``BackupError`` for what is the store itself, or no file at all."""
    if store.owns(path):
        raise BackupError(f"{path} is the store itself. Name another file.")
    if path.exists() and not path.is_file():
        raise BackupError(f"{path} is no file. Name another one.")
