"""Rows of runs, made of plain values, and turned into the plain values that the API sends."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nnet.models.config import Config
from nnet.store.queue import utc_now
from nnet.store.run_states import RUNS, permitted_actions
from nnet.store.tables import Metric, Run, column_names, row_values

CHANCE = 0.12
"""Whoever reads no better than this knows nothing: the commonest digit is 11.35 % of the test's."""


def new_run(config: Config, name: str, architecture: str, parameters: int, **others: Any) -> Run:
    """Return the row of a run that is new, with a new id; ``others`` are its other attributes."""
    now = utc_now()
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
        **others,
    )


def run_values(run: Run) -> dict[str, Any]:
    """Return a run as plain values for JSON, with what follows from them.

    actions    what its status permits
    at_chance  whether it reads as if it had learned nothing, after an epoch or more
    """
    values = shown_values(run)
    accuracy = values["test_accuracy"]
    at_chance = accuracy is not None and accuracy <= CHANCE
    return {**values, "actions": permitted_actions(values["status"]), "at_chance": at_chance}


def shown_values(run: Run) -> dict[str, Any]:
    """Return a run's columns as plain values for JSON, with the status that is shown."""
    return {**row_values(run), "status": RUNS.shown_status(run)}


def import_run(session: Session, exported: Mapping[str, Any]) -> None:
    """Record a run that was trained elsewhere, from its columns and its metrics as plain values."""
    # Histories are kept as they were recorded; the older ones lack what has come since.
    recorded = exported["run"]
    values = {
        attribute: recorded[column]
        for attribute, column in column_names(Run).items()
        if column in recorded
    }
    for name in ("created_at", "updated_at", "finished_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    session.add(Run(**values))
    session.flush()  # the metrics refer to it
    session.add_all(Metric(run_id=values["id"], **metrics) for metrics in exported["metrics"])
