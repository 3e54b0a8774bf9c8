"""Runs as rows of the store, and as the plain values that the rest of the program sees."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.models.config import Config
from nnet.store.tables import Base, Metric, Run

SILENT_AFTER = timedelta(seconds=15)
"""A run whose process has given no sign of life for so long is shown as interrupted."""

TRAINING = ("running", "paused")
"""The statuses of runs that a process is busy with."""


def import_run(session: Session, exported: Mapping[str, Any]) -> None:
    """Record a run that was trained elsewhere."""
    # Histories are kept as they were recorded; the older ones lack what has come since.
    known = {column.key for column in sa.inspect(Run).columns}
    values = {key: value for key, value in exported["run"].items() if key in known}
    for key in ("created_at", "updated_at", "finished_at"):
        values[key] = datetime.fromisoformat(values[key]) if values[key] else None
    session.add(Run(**values))
    session.flush()  # the metrics refer to it
    session.add_all(Metric(run_id=values["id"], **metrics) for metrics in exported["metrics"])


def new_run(config: Config, name: str, architecture: str, parameters: int, **columns: Any) -> Run:
    """Return the row of a run that is new, with a new id; ``columns`` are its others."""
    now = datetime.now(UTC)
    return Run(
        id=secrets.token_hex(6),
        name=name,
        recipe=config.recipe,
        architecture=architecture,
        parameters=parameters,
        epochs=config.epochs,
        config=config.to_dict(),
        created_at=now,
        updated_at=now,
        **columns,
    )


class Superseded(RuntimeError):
    """Another process trains the run by now, or nobody does: it was deleted or given up."""


def present_run(session: Session, run_id: str, attempt: int | None = None) -> Run:
    """Return a run to be written to; raises ``Superseded`` when another attempt has begun."""
    run = session.get(Run, run_id, with_for_update=True)
    if run is None or attempt not in (None, run.attempt):
        raise Superseded(f"Run {run_id} is no longer trained by this process.")
    return run


def begin(run: Run) -> None:
    """Make a run one that is being trained by a new attempt."""
    run.status, run.error, run.finished_at = "running", None, None
    run.place = run.wanted = run.progress = None
    run.attempt += 1
    run.updated_at = datetime.now(UTC)


def end(run: Run, status: str, error: str | None = None) -> None:
    """Make a run one that is no longer trained, nor waits for it."""
    run.status, run.error, run.finished_at = status, error, datetime.now(UTC)
    run.place = run.wanted = run.progress = None


def shown_status(now: datetime) -> sa.ColumnElement[str]:
    """Return the expression for a run's status, which a silent process cannot change."""
    silent = sa.and_(Run.status.in_(TRAINING), Run.updated_at < now - SILENT_AFTER)
    return sa.case((silent, "interrupted"), else_=Run.status)


def run_dict(run: Run) -> dict[str, Any]:
    """Return a run as plain values for JSON."""
    values = row_values(run)
    if run.status in TRAINING and run.updated_at < datetime.now(UTC) - SILENT_AFTER:
        values["status"] = "interrupted"
    return values


def row_values(row: Base, without: str | None = None) -> dict[str, Any]:
    """Return a row as plain values for JSON, times in ISO 8601; one column may be left out."""
    names = [column.key for column in sa.inspect(type(row)).columns if column.key != without]
    values = {name: getattr(row, name) for name in names}
    return {
        key: _iso(value) if isinstance(value, datetime) else value for key, value in values.items()
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def make_cursor(run: Run) -> str:
    """Return a text that says where the page after this run starts."""
    return base64.urlsafe_b64encode(f"{_iso(run.created_at)} {run.id}".encode()).decode()


def parse_cursor(cursor: str) -> tuple[datetime, str]:
    """Return a cursor's moment and run id; raises ``ValueError`` for what is not a cursor."""
    try:
        text = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True).decode()
        moment, run_id = text.split(" ")
        parsed = datetime.fromisoformat(moment)
        if parsed.tzinfo is None:
            raise ValueError("no time zone")
        return parsed, run_id
    except (ValueError, OverflowError):
        raise ValueError(f"The cursor {cursor!r} is not one that a list of runs gave.") from None


def page_of(
    query: sa.Select[Any], statuses: Sequence[str], limit: int, cursor: str | None
) -> sa.Select[Any]:
    """Return the query for a page of runs, the newest first, and one more to see if there is."""
    query = query.order_by(Run.created_at.desc(), Run.id.desc()).limit(limit + 1)
    if statuses:
        query = query.where(shown_status(datetime.now(UTC)).in_(statuses))
    if cursor is not None:
        query = query.where(sa.tuple_(Run.created_at, Run.id) < parse_cursor(cursor))
    return query
