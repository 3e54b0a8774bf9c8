"""Whether a list of runs has changed, found out faster than the list itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from nnet.store.run_rows import page_of, shown_status
from nnet.store.runs import RunStore
from nnet.store.tables import Run

CHANGING = (
    *("id", "name", "notes", "epochs", "epochs_done", "best_validation_accuracy", "test_accuracy"),
    *("drawings_accuracy", "duration_s", "updated_at", "finished_at", "error", "attempt", "losses"),
    *("place", "wanted", "rate"),
)
"""The columns of a run that say whether anything about it has changed."""


def runs_stamp(
    store: RunStore, *, statuses: Sequence[str] = (), limit: int = 50, cursor: str | None = None
) -> str:
    """Return a text that is another one whenever what ``store.runs`` returns is.

    It is made of what can change, and of that only as much as is needed: a configuration changes
    with the number of epochs, and what a process reports with the moment when it did.
    """
    status = shown_status(datetime.now(UTC))
    columns = sa.select(status, *(getattr(Run, name) for name in CHANGING))
    with store.reading() as session:
        rows = session.execute(page_of(columns, statuses, limit, cursor)).all()
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]
