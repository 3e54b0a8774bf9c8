"""The run store: every training run with its metrics per epoch and its checkpoints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from nnet.models.checkpoint import HISTORIES, MAX_BYTES, shipped_networks
from nnet.models.config import Config
from nnet.models.files import read_bounded
from nnet.store.database import (
    WRITING,
    StoreError,
    StoreUnavailable,
    default_database_url,
    migrate,
    open_engine,
    translated,
)
from nnet.store.run_queries import PageRequest, runs_on, stamp_of
from nnet.store.run_rows import import_run, new_run, renew_run, run_values, shown_values
from nnet.store.run_states import require_permitted
from nnet.store.tables import Checkpoint, Metric, Run

__all__ = ["RunStore", "StoreError", "StoreUnavailable", "default_database_url"]

_METRIC_NAMES = [column.key for column in sa.inspect(Metric).columns if column.key != "run_id"]


class RunStore:
    """Runs, metrics and checkpoints in a database; many processes may use one at the same time.

    url         where it is; ``default_database_url()`` unless given
    patience_s  how long to wait for it, see ``open_engine``
    admit       makes what is held during each transaction; told whether it is to write

    Every method raises ``StoreUnavailable`` while the database is locked, full or out of reach,
    and ``StoreError`` when it is damaged.
    """

    def __init__(
        self,
        url: str | None = None,
        patience_s: float | None = None,
        admit: Callable[[bool], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._engine = open_engine(url or default_database_url(), patience_s)
        self._admit = admit

    def prepare(self, histories: Path = HISTORIES) -> None:
        """Create or update the schema, and with it the recorded runs that ship.

        A new store receives them all, an older one what has come to those that it still has.
        """

        def fill(connection: sa.Connection, is_new: bool) -> None:
            receive = import_run if is_new else renew_run
            with Session(connection) as session:
                for path in sorted(histories.glob("*.json")):
                    receive(session, _read_history(path))
                session.commit()

        with _translated():
            migrate(self._engine, fill)

    def is_empty_file(self) -> bool:
        """Return whether the store is a file without content: cut off, or never begun."""
        path = Path(self._engine.url.database or "")
        return self._engine.dialect.name == "sqlite" and path.is_file() and path.stat().st_size == 0

    def ping(self) -> None:
        """Return when the store answers."""
        with self.reading() as session:
            session.execute(sa.select(Run.id).limit(1))

    def complete_file(self) -> None:
        """Move into an SQLite store's file what is still in the log beside it (``-wal``).

        SQLite does so itself when the last connection is closed, but not when the last process is
        killed. Raises ``StoreUnavailable`` while somebody else writes.
        """
        if self._engine.dialect.name == "sqlite":
            with _translated(), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def try_write(self) -> None:
        """Return when a write has succeeded, which changes nothing."""
        with self.writing() as session:
            session.execute(sa.text("UPDATE alembic_version SET version_num = version_num"))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def create_run(
        self,
        config: Config,
        name: str,
        architecture: str,
        parameters: int,
        environment: Mapping[str, Any],
        state: bytes | None = None,
    ) -> str:
        """Record a run that starts now and return its id.

        state  what its training begins with, as a checkpoint ``resume`` of epoch 0
        """
        run = new_run(
            config,
            name,
            architecture,
            parameters,
            status="running",
            environment=dict(environment),
        )
        with self.writing() as session:
            session.add(run)
            if state is not None:
                session.flush()
                session.add(Checkpoint(run_id=run.id, kind="resume", epoch=0, content=state))
            return run.id

    def edit_run(
        self, run_id: str, name: str | None = None, notes: str | None = None
    ) -> dict[str, Any] | None:
        """Give a run another name or other notes and return it; None where there is none."""
        with self.writing() as session:
            run = session.get(Run, run_id)
            if run is None:
                return None
            if name is not None:
                run.name = name
            if notes is not None:
                run.notes = notes
            return run_values(run)

    def delete_run(self, run_id: str) -> bool:
        """Delete a run with its metrics and checkpoints; return whether there was one.

        Raises ``WrongStatus`` for one that is being trained.
        """
        with self.writing() as session:
            run = session.get(Run, run_id)
            if run is None:
                return False
            require_permitted(run, "delete")
            session.delete(run)
            return True

    def runs(
        self, *, statuses: Sequence[str] = (), limit: int = 50, cursor: str | None = None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Return at most ``limit`` runs, the newest first, and the cursor of the next page.

        Raises ``ValueError`` for a cursor that this method did not make.
        """
        with self.reading() as session:
            found, following = runs_on(session, PageRequest(statuses, limit, cursor))
            return [run_values(run) for run in found], following

    def runs_stamp(
        self, *, statuses: Sequence[str] = (), limit: int = 50, cursor: str | None = None
    ) -> str:
        """Return a text that is another one whenever what ``runs`` returns is, and sooner."""
        with self.reading() as session:
            return stamp_of(session, PageRequest(statuses, limit, cursor))

    def run(self, run_id: str) -> dict[str, Any] | None:
        """Return one run, or None."""
        with self.reading() as session:
            run = session.get(Run, run_id)
            return run_values(run) if run else None

    def metrics(self, run_id: str, after: int = 0) -> list[dict[str, Any]] | None:
        """Return a run's metrics beyond the epoch ``after``, or None if there is no such run."""
        query = (
            sa.select(*(getattr(Metric, name) for name in _METRIC_NAMES))
            .where(Metric.run_id == run_id, Metric.epoch > after)
            .order_by(Metric.epoch)
        )
        with self.reading() as session:
            if session.get(Run, run_id) is None:
                return None
            return [dict(row) for row in session.execute(query).mappings()]

    def checkpoint(self, run_id: str, kind: str = "last") -> bytes | None:
        """Return a run's model file, or None if there is none."""
        found = self.dated_checkpoint(run_id, kind)
        return found[1] if found else None

    def dated_checkpoint(self, run_id: str, kind: str = "last") -> tuple[int, bytes] | None:
        """Return a run's model file and, before it, the epoch that it is of, or None.

        The last one of a run that ships lies in a file, not in the store.
        """
        with self.reading() as session:
            if found := session.get(Checkpoint, (run_id, kind)):
                return found.epoch, found.content
            shipped = _shipped_checkpoint(session, run_id, kind)
            return (shipped[0], read_bounded(shipped[1], MAX_BYTES)) if shipped else None

    def checkpoint_epoch(self, run_id: str, kind: str = "last") -> int | None:
        """Return the epoch of a run's model file, or None if there is none."""
        query = sa.select(Checkpoint.epoch).where(
            Checkpoint.run_id == run_id, Checkpoint.kind == kind
        )
        with self.reading() as session:
            if (epoch := session.scalar(query)) is not None:
                return epoch
            shipped = _shipped_checkpoint(session, run_id, kind)
            return shipped[0] if shipped else None

    def export_run(self, run_id: str) -> dict[str, Any] | None:
        """Return a run with its metrics, as it ships in a history file, or None."""
        with self.reading() as session:
            run = session.get(Run, run_id)
            if run is None:
                return None
            exported = shown_values(run)
        return {"run": exported, "metrics": self.metrics(run_id)}

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the store."""
        with self._admit(False), _translated(), Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that writes: all of it or, when it raises, nothing."""
        engine = self._engine.execution_options(**WRITING)
        with (
            self._admit(True),
            _translated(),
            Session(engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session


def _shipped_checkpoint(session: Session, run_id: str, kind: str) -> tuple[int, Path] | None:
    """Return the epoch and the model file that ships of a run in the store, or None."""
    path = shipped_networks().get(run_id) if kind == "last" else None
    run = session.get(Run, run_id) if path else None
    return (run.epochs_done, path) if run and path else None


def _read_history(path: Path) -> dict[str, Any]:
    """Return a run that ships as it was exported, and the studies of its network with it."""
    exported: dict[str, Any] = json.loads(path.read_text("utf-8"))
    studies = path.parent / "studies" / path.name
    if studies.exists():
        exported["studies"] = json.loads(studies.read_text("utf-8"))
    return exported


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the database driver's errors into those of this module."""
    try:
        yield
    except DBAPIError as error:
        raise translated(error) from error
