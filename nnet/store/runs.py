"""The run store: every training run with its metrics per epoch and its checkpoints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from nnet.models.checkpoint import MODELS_DIRECTORY
from nnet.models.config import Config
from nnet.store.database import (
    WRITING,
    StoreError,
    StoreUnavailable,
    default_database_url,
    migrate,
    open_engine,
    translated,
)
from nnet.store.run_rows import (
    begin,
    end,
    import_run,
    make_cursor,
    new_run,
    page_of,
    present_run,
    run_dict,
)
from nnet.store.tables import STATUSES, Checkpoint, Metric, Run

__all__ = [
    "STATUSES",
    "RunStore",
    "StoreError",
    "StoreUnavailable",
    "default_database_url",
]

HISTORIES = MODELS_DIRECTORY / "history"
"""The recorded runs that ship with this repository, one JSON file each."""

_METRIC_NAMES = [column.key for column in sa.inspect(Metric).columns if column.key != "run_id"]


class RunStore:
    """Runs, metrics and checkpoints in a database; many processes may use one at the same time.

    url  where it is; ``default_database_url()`` unless given

    Every method raises ``StoreUnavailable`` while the database is locked, full or out of reach,
    and ``StoreError`` when it is damaged.
    """

    def __init__(self, url: str | None = None) -> None:
        self._engine = open_engine(url or default_database_url())

    def prepare(self, histories: Path = HISTORIES) -> None:
        """Create or update the schema; a new store receives the recorded runs that ship."""

        def fill(connection: sa.Connection) -> None:
            with Session(connection) as session:
                for path in sorted(histories.glob("*.json")):
                    import_run(session, json.loads(path.read_text("utf-8")))
                session.commit()

        with _translated():
            migrate(self._engine, fill)

    def ping(self) -> None:
        """Return when the store answers."""
        with self.reading() as session:
            session.execute(sa.select(Run.id).limit(1))

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
    ) -> str:
        """Record a run that starts now and return its id."""
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
            return run.id

    def add_epoch(
        self,
        run_id: str,
        metrics: Mapping[str, Any],
        duration_s: float,
        checkpoints: Mapping[str, bytes],
        attempt: int | None = None,
    ) -> None:
        """Record a finished epoch, all of it or nothing.

        Raises ``Superseded`` for another attempt than the run's present one.

        metrics      one value for each column of ``Metric``
        duration_s   how long the run has taken so far
        checkpoints  model files by kind, ``last`` or ``best``, which replace the earlier ones
        """
        with self.writing() as session:
            run = present_run(session, run_id, attempt)
            session.add(Metric(run_id=run_id, **metrics))
            for kind, content in checkpoints.items():
                session.merge(
                    Checkpoint(run_id=run_id, kind=kind, epoch=metrics["epoch"], content=content)
                )
            best = run.best_validation_accuracy or 0.0
            run.epochs_done = metrics["epoch"]
            run.best_validation_accuracy = max(best, metrics["validation_accuracy"])
            run.test_accuracy = metrics["test_accuracy"]
            run.drawings_accuracy = metrics["drawings_accuracy"]
            run.duration_s = duration_s
            run.updated_at = datetime.now(UTC)

    def finish_run(
        self, run_id: str, status: str, error: str | None = None, attempt: int | None = None
    ) -> None:
        """Record how a run ended: ``finished``, ``stopped`` or ``failed`` with the reason.

        Raises ``Superseded`` for another attempt than the run's present one.
        """
        with self.writing() as session:
            end(present_run(session, run_id, attempt), status, error)

    def resume_run(self, run_id: str) -> dict[str, Any]:
        """Record that an interrupted, stopped or failed run goes on, and return it.

        Raises ``ValueError`` when there is no such run, or when it is finished or still running.
        """
        with self.writing() as session:
            run = session.get(Run, run_id)
            if run is None:
                raise ValueError(
                    f"{run_id!r} is not the id of a run. The dashboard lists the runs."
                )
            shown = run_dict(run)["status"]
            if shown not in ("interrupted", "stopped", "failed"):
                raise ValueError(f"Run {run_id} is {shown}; only an unfinished run can go on.")
            begin(run)
            run.losses = 0
            return run_dict(run)

    def runs(
        self, *, statuses: Sequence[str] = (), limit: int = 50, cursor: str | None = None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Return at most ``limit`` runs, the newest first, and the cursor of the next page.

        Raises ``ValueError`` for a cursor that this method did not make.
        """
        query = page_of(sa.select(Run), statuses, limit, cursor)
        with self.reading() as session:
            rows = list(session.scalars(query))
            shown = [run_dict(run) for run in rows[:limit]]
            return shown, make_cursor(rows[limit - 1]) if len(rows) > limit else None

    def run(self, run_id: str) -> dict[str, Any] | None:
        """Return one run, or None."""
        with self.reading() as session:
            run = session.get(Run, run_id)
            return run_dict(run) if run else None

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
        """Return a run's model file and, before it, the epoch that it is of, or None."""
        with self.reading() as session:
            found = session.get(Checkpoint, (run_id, kind))
            return (found.epoch, found.content) if found else None

    def checkpoint_epoch(self, run_id: str, kind: str = "last") -> int | None:
        """Return the epoch of a run's model file, or None if there is none."""
        query = sa.select(Checkpoint.epoch).where(
            Checkpoint.run_id == run_id, Checkpoint.kind == kind
        )
        with self.reading() as session:
            return session.scalar(query)

    def export_run(self, run_id: str) -> dict[str, Any] | None:
        """Return a run with its metrics, as it ships in a history file, or None."""
        with self.reading() as session:
            run = session.get(Run, run_id)
            if run is None:
                return None
            exported = run_dict(run)
        return {"run": exported, "metrics": self.metrics(run_id)}

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the store."""
        with _translated(), Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that writes: all of it or, when it raises, nothing."""
        engine = self._engine.execution_options(**WRITING)
        with _translated(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the database driver's errors into those of this module."""
    try:
        yield
    except DBAPIError as error:
        raise translated(error) from error
