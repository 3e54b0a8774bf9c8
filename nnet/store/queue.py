"""A queue of work in the store: rows that are claimed by one process each, and kept by heartbeats.

Runs and studies are such rows. One waits while its status is ``queued``. Whoever claims it is given
it alone, and tells the store every few seconds that the work goes on; a row whose heartbeats have
ceased is shown as interrupted. A process that was too slow learns from ``Superseded`` that its row
is no longer its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.store.tables import Run, Study

Row = TypeVar("Row", Run, Study)

SILENT_AFTER = timedelta(seconds=15)
"""How long after its last heartbeat a row is taken for abandoned."""


class Superseded(RuntimeError):
    """The row is another process's by now, or nobody's: it was deleted, ended or given up."""


class QueueFull(ValueError):
    """As many rows wait as may; the text says so."""


def utc_now() -> datetime:
    """Return the present moment, which heartbeats are compared with."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class WorkQueue(Generic[Row]):
    """The rows of a table that wait for a process, and those that one is at.

    table  what the rows are of
    order  the columns that decide whose turn is next, the smallest first
    alive  the statuses of rows that somebody sends heartbeats for
    """

    table: type[Row]
    order: tuple[sa.ColumnExpressionArgument[Any], ...]
    alive: tuple[str, ...]

    def is_silent(self, row: Row) -> bool:
        """Return whether a row's heartbeats have ceased."""
        return row.status in self.alive and row.updated_at < utc_now() - SILENT_AFTER

    def silent(self) -> sa.ColumnElement[bool]:
        """Return the condition for the rows whose heartbeats have ceased."""
        outdated = self.table.updated_at < utc_now() - SILENT_AFTER
        return sa.and_(self.table.status.in_(self.alive), outdated)

    def shown_status(self, row: Row) -> str:
        """Return a row's status as it is shown: a silent process cannot change it itself."""
        return "interrupted" if self.is_silent(row) else row.status

    def shown_status_column(self) -> sa.ColumnElement[str]:
        """Return the expression for the same in a query."""
        return sa.case((self.silent(), "interrupted"), else_=self.table.status)

    def waiting(self) -> sa.ColumnElement[bool]:
        """Return the condition for the rows that wait, and that somebody still wants."""
        return sa.and_(self.table.status == "queued", sa.not_(self.silent()))

    def waiting_ids(self, session: Session) -> list[str]:
        """Return the ids of the rows that wait, the next one first."""
        table: type[Row] = self.table
        ids = sa.select(table.id).where(self.waiting()).order_by(*self.order)
        return list(session.scalars(ids))

    def claim_next(self, session: Session) -> Row | None:
        """Return the row whose turn it is, which nobody else is given; None where none waits."""
        first = sa.select(self.table).where(self.waiting()).order_by(*self.order).limit(1)
        row = session.scalar(first.with_for_update(skip_locked=True))
        if row is not None:
            row.status, row.updated_at = "running", utc_now()
        return row

    def hold(self, session: Session, row_id: str, is_ours: Callable[[Row], bool]) -> Row:
        """Return a row for its process to write to; raises ``Superseded`` if it is not ours."""
        row = session.get(self.table, row_id, with_for_update=True)
        if row is None or not is_ours(row):
            raise Superseded(f"{self.table.__name__} {row_id} is no longer this process's.")
        return row

    def record_heartbeats(self, session: Session, row_ids: Sequence[str]) -> None:
        """Record that the work on rows goes on, or is still wanted."""
        alive = sa.and_(self.table.id.in_(row_ids), self.table.status.in_(self.alive))
        session.execute(sa.update(self.table).where(alive).values(updated_at=utc_now()))

    def has_silent(self, session: Session) -> bool:
        """Return whether the heartbeats of any row have ceased."""
        return session.scalar(sa.select(self.table.id).where(self.silent()).limit(1)) is not None

    def lock_silent(self, session: Session) -> list[Row]:
        """Return the rows whose heartbeats have ceased, to be written to."""
        abandoned = sa.select(self.table).where(self.silent())
        return list(session.scalars(abandoned.with_for_update(skip_locked=True)))
