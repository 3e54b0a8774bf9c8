"""What is changed about recorded runs by hand: their names, notes, and that they are gone."""

from __future__ import annotations

from typing import Any

from nnet.store.run_rows import TRAINING, run_dict
from nnet.store.runs import RunStore
from nnet.store.tables import Run


class RunInUse(ValueError):
    """A run is still training; the text says so."""


def edit_run(
    store: RunStore, run_id: str, name: str | None = None, notes: str | None = None
) -> dict[str, Any] | None:
    """Give a run another name or other notes and return it; None where there is no such run."""
    with store.writing() as session:
        run = session.get(Run, run_id)
        if run is None:
            return None
        if name is not None:
            run.name = name
        if notes is not None:
            run.notes = notes
        return run_dict(run)


def delete_run(store: RunStore, run_id: str) -> bool:
    """Delete a run with its metrics and checkpoints; return whether there was one.

    Raises ``RunInUse`` for one that is being trained.
    """
    with store.writing() as session:
        run = session.get(Run, run_id)
        if run is None:
            return False
        if run_dict(run)["status"] in TRAINING:
            raise RunInUse("This run is being trained. Stop it first.")
        session.delete(run)
        return True
