"""Runs as rows of the store, and as the plain values that the rest of the program sees."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.tables import Base, Metric, Run

SILENT_AFTER = timedelta(seconds=60)
"""A running run whose process has given no sign of life for so long is shown as interrupted."""


def import_run(session: Session, exported: Mapping[str, Any]) -> None:
    """Record a run that was trained elsewhere."""
    # Histories are kept as they were recorded; the older ones lack what has come since.
    run = {"drawings_accuracy": None, "notes": "", **exported["run"]}
    values = {column.key: run[column.key] for column in sa.inspect(Run).columns}
    for key in ("created_at", "updated_at", "finished_at"):
        values[key] = datetime.fromisoformat(values[key]) if values[key] else None
    session.add(Run(**values))
    session.flush()  # the metrics refer to it
    session.add_all(Metric(run_id=values["id"], **metrics) for metrics in exported["metrics"])


def shown_status(now: datetime) -> sa.ColumnElement[str]:
    """Return the expression for a run's status, which a silent process cannot change."""
    silent = sa.and_(Run.status == "running", Run.updated_at < now - SILENT_AFTER)
    return sa.case((silent, "interrupted"), else_=Run.status)


def run_dict(run: Run) -> dict[str, Any]:
    """Return a run as plain values for JSON."""
    values = row_values(run)
    if run.status == "running" and run.updated_at < datetime.now(UTC) - SILENT_AFTER:
        values["status"] = "interrupted"
    return values


def row_values(row: Base) -> dict[str, Any]:
    """Return a row as plain values for JSON, times in ISO 8601."""
    values = {column.key: getattr(row, column.key) for column in sa.inspect(type(row)).columns}
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
