"""Which run's network answers, as the run store keeps it."""

from __future__ import annotations

from datetime import UTC, datetime

from nnet.tables import ActiveModel
from nnet.tracking import RunStore

ROW = 1
"""The table has this row, or none while the shipped network answers."""


def choose_run(store: RunStore, run_id: str | None) -> None:
    """Record which run's network answers from now on; None for the shipped one."""
    with store.writing() as session:
        if run_id is not None:
            row = ActiveModel(id=ROW, run_id=run_id, chosen_at=datetime.now(UTC))
            session.merge(row)
        elif (found := session.get(ActiveModel, ROW)) is not None:
            session.delete(found)


def chosen_run(store: RunStore) -> str | None:
    """Return the id of the run whose network answers, or None for the shipped one."""
    with store.reading() as session:
        found = session.get(ActiveModel, ROW)
        return found.run_id if found else None
