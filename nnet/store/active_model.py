"""The choice of the run whose network answers, kept in the run store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from nnet.store.runs import RunStore
from nnet.store.tables import ActiveModel

ROW = 1
"""The table has this row, or none while the shipped network answers."""


@dataclass(frozen=True)
class Choice:
    """A run whose network answers.

    temperature  that makes its confidences honest, see ``models/temperature.py``; None
                 where it is unknown
    """

    run_id: str
    temperature: float | None = None


def choose_run(store: RunStore, choice: Choice | None) -> None:
    """Record which run's network answers from now on; None for the shipped one."""
    with store.writing() as session:
        if choice is not None:
            session.merge(
                ActiveModel(
                    id=ROW,
                    run_id=choice.run_id,
                    temperature=choice.temperature,
                    chosen_at=datetime.now(UTC),
                )
            )
        elif (found := session.get(ActiveModel, ROW)) is not None:
            session.delete(found)


def chosen_run(store: RunStore) -> Choice | None:
    """Return the run whose network answers, or None for the shipped one."""
    with store.reading() as session:
        found = session.get(ActiveModel, ROW)
        return Choice(found.run_id, found.temperature) if found else None
