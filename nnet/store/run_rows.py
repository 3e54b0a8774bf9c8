"""Rows of runs, made of plain values, and turned into the plain values that the API sends."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.datasets.description import reads_digits
from nnet.models.config import Config
from nnet.store.queue import utc_now
from nnet.store.run_states import RUNS, permitted_actions
from nnet.store.tables import Metric, Run, Study, column_names, row_values

COMMONEST, CHANCE_MARGIN = 0.1135, 0.0065
"""The commonest digit is 11.35 % of MNIST's test digits; whoever reads hardly more than so many
knows nothing. Other data has another share."""


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

    actions    what its status permits; drawings are read by networks of the ten digits alone
    at_chance  whether it reads as if it had learned nothing, after an epoch or more
    """
    values = shown_values(run)
    accuracy, data = values["test_accuracy"], values["config"].get("data")
    chance = (data["commonest"] if data else COMMONEST) + CHANCE_MARGIN
    at_chance = accuracy is not None and accuracy <= chance
    actions = permitted_actions(values["status"])
    if not reads_digits(data):
        actions = [action for action in actions if action != "activate"]
    return {**values, "actions": actions, "at_chance": at_chance}


def shown_values(run: Run) -> dict[str, Any]:
    """Return a run's columns as plain values for JSON, with the status that is shown."""
    return {**row_values(run), "status": RUNS.shown_status(run)}


def import_run(session: Session, exported: Mapping[str, Any]) -> None:
    """Record a run that was trained elsewhere, from its columns and its metrics as plain values.

    With it come the studies of its network, where there are any.
    """
    # Histories are kept as they were recorded; the older ones lack what has come since.
    recorded = exported["run"]
    run_id = recorded["id"]
    values = {
        attribute: recorded[column]
        for attribute, column in column_names(Run).items()
        if column in recorded
    }
    session.add(Run(**_with_times(values)))
    session.flush()  # the metrics refer to it
    session.add_all(Metric(run_id=run_id, **metrics) for metrics in exported["metrics"])
    _add_studies(session, exported)


def renew_run(session: Session, exported: Mapping[str, Any]) -> None:
    """Bring a run that ships up to date in an older store, unless its owner has deleted it.

    Where it was trained anew since, it takes the place of those that shipped before, with the name
    and the notes that its owner gave the latest of them.
    """
    recorded = exported["run"]
    if session.get(Run, recorded["id"]) is not None:
        _add_studies(session, exported)
        return
    for outdated in reversed(exported.get("replaces", ())):
        if (earlier := session.get(Run, outdated)) is None:
            continue
        if session.get(Run, recorded["id"]) is None:
            kept = {"name": earlier.name, "notes": earlier.notes or recorded.get("notes", "")}
            import_run(session, {**exported, "run": {**recorded, **kept}})
        session.delete(earlier)


def _add_studies(session: Session, exported: Mapping[str, Any]) -> None:
    """Record the studies of a run that its store does not have."""
    run_id = exported["run"]["id"]
    known = set(session.scalars(sa.select(Study.kind).where(Study.run_id == run_id)))
    session.add_all(
        Study(**_with_times(study), run_id=run_id)
        for study in exported.get("studies", ())
        if study["kind"] not in known
    )


def _with_times(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values of a row with its moments as the row has them."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in values.items()
    }
