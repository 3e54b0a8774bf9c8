"""Queries for pages of runs and their cursors, and for the curves of a few runs.

Runs of visitors are on no page and in no chart of several: whoever started one has its address.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.datasets.description import reads_digits
from nnet.store.run_states import RUNS, VISITORS
from nnet.store.tables import KeptEpoch, Metric, Run, iso_time

CHANGING: tuple[sa.ColumnExpressionArgument[Any], ...] = (
    *(Run.id, Run.name, Run.notes, Run.epochs, Run.epochs_done, Run.duration_s, Run.attempt),
    *(Run.best_validation_accuracy, Run.test_accuracy, Run.drawings_accuracy, Run.error),
    *(Run.updated_at, Run.finished_at, Run.lost_workers, Run.queue_position),
    *(Run.requested_action, Run.requested_learning_rate),
)
"""The columns of a run that say, with its status, whether anything about it has changed."""


@dataclass(frozen=True)
class PageRequest:
    """Which runs are asked for.

    statuses  those that they may be of; any if there is none
    limit     how many at most
    cursor    the end of the page before, or None for the first one
    """

    statuses: Sequence[str] = ()
    limit: int = 50
    cursor: str | None = None


def runs_on(session: Session, page: PageRequest) -> tuple[list[Run], str | None]:
    """Return the runs on a page, and the cursor of the next one.

    Raises ``ValueError`` for a cursor that this function did not make.
    """
    rows = list(session.scalars(_page_of(sa.select(Run), page)))
    shown = rows[: page.limit]
    return shown, make_cursor(shown[-1]) if len(rows) > page.limit else None


def stamp_of(session: Session, page: PageRequest) -> str:
    """Return a text that is another one whenever what is shown of a page's runs is.

    It is made of what can change, and of that only as much as is needed: a configuration changes
    with the number of epochs, what a process reports with the moment when it did, and what is
    permitted with the status. Raises ``ValueError`` as ``runs_on`` does.
    """
    columns = sa.select(RUNS.shown_status_column(), *CHANGING)
    rows = session.execute(_page_of(columns, page)).all()
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]


def runs_by_age(session: Session, ids: Sequence[str] | None, most: int) -> list[tuple[Run, int]]:
    """Return the runs with these ids, the newest ones without, the oldest first.

    With each its place among all by age. What no run has, or a visitor's, is left out.
    """
    order = (Run.created_at, Run.id)
    place = sa.func.row_number().over(order_by=order).label("place")
    places = sa.select(Run.id, place).where(sa.not_(VISITORS)).subquery()
    query = sa.select(Run, places.c.place - 1).join(places, places.c.id == Run.id)
    if ids is not None:
        query = query.where(Run.id.in_(ids))
    newest = query.order_by(*(column.desc() for column in order)).limit(most)
    return [(run, rank) for run, rank in reversed(session.execute(newest).all())]


def curves_of(
    session: Session, runs: Sequence[tuple[str, int]], metric: str, most: int
) -> dict[str, list[tuple[int, float]]]:
    """Return the epochs of runs and a metric after each, by the runs' ids, where it was measured.

    runs  their ids and how many epochs they have
    most  points of a run; of longer ones the first and the last epoch and some in between
    """
    column: sa.ColumnElement[Any] = getattr(Metric, metric)
    by_stride: dict[int, list[str]] = {}
    for run_id, epochs in runs:
        by_stride.setdefault(max(1, -(-epochs // most)), []).append(run_id)
    curves: dict[str, list[tuple[int, float]]] = {run_id: [] for run_id, _ in runs}
    last = dict(runs)
    for stride, ids in by_stride.items():
        query = sa.select(Metric.run_id, Metric.epoch, column).where(
            Metric.run_id.in_(ids), column.is_not(None)
        )
        if stride > 1:
            ends = [1, *{last[run_id] for run_id in ids}]
            query = query.where(sa.or_(Metric.epoch % stride == 0, Metric.epoch.in_(ends)))
        for run_id, epoch, value in session.execute(query.order_by(Metric.run_id, Metric.epoch)):
            if math.isfinite(value):
                curves[run_id].append((epoch, value))
    return curves


def make_cursor(last: Any) -> str:
    """Return a text that says where the page after a row starts, by its ``created_at`` and id."""
    return base64.urlsafe_b64encode(f"{iso_time(last.created_at)} {last.id}".encode()).decode()


def parse_cursor(cursor: str) -> tuple[datetime, str]:
    """Return a cursor's moment and id; raises ``ValueError`` for what is not a cursor."""
    try:
        text = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True).decode()
        moment, run_id = text.split(" ")
        parsed = datetime.fromisoformat(moment)
        if parsed.tzinfo is None:
            raise ValueError("no time zone")
        return parsed, run_id
    except (ValueError, OverflowError):
        raise ValueError(f"The cursor {cursor!r} is not one that a list gave.") from None


def _page_of(query: sa.Select[Any], page: PageRequest) -> sa.Select[Any]:
    """Return the query for a page's runs, and one more to see if there is another page."""
    query = query.where(sa.not_(VISITORS))
    query = query.order_by(Run.created_at.desc(), Run.id.desc()).limit(page.limit + 1)
    if page.statuses:
        query = query.where(RUNS.shown_status_column().in_(page.statuses))
    if page.cursor is not None:
        query = query.where(sa.tuple_(Run.created_at, Run.id) < parse_cursor(page.cursor))
    return query


def runs_with_epochs(session: Session, most: int) -> list[tuple[str, str]]:
    """Return id and name of the newest runs whose epochs are kept, as far as lists show them.

    Films show how drawings are read, which networks of the ten digits do alone.
    """
    query = (
        sa.select(Run.id, Run.name, Run.config)
        .where(sa.exists().where(KeptEpoch.run_id == Run.id), Run.expires_at.is_(None))
        .order_by(Run.created_at.desc(), Run.id.desc())
        .limit(most)
    )
    rows = session.execute(query)
    return [(run_id, name) for run_id, name, config in rows if reads_digits(config.get("data"))]


def kept_epochs(session: Session, run_id: str) -> list[int]:
    """Return which epochs are kept of a run, in order."""
    query = sa.select(KeptEpoch.epoch).where(KeptEpoch.run_id == run_id).order_by(KeptEpoch.epoch)
    return list(session.scalars(query))


def kept_epoch(session: Session, run_id: str, epoch: int) -> tuple[bytes, float | None]:
    """Return a kept epoch's model file, empty if it is gone, and its accuracy on test digits."""
    kept = session.get(KeptEpoch, (run_id, epoch))
    metric = session.get(Metric, (run_id, epoch))
    return kept.content if kept else b"", metric.test_accuracy if metric else None
