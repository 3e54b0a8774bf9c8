"""Studies in the run store: requested by a server, computed by another process, read by all."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from nnet.store.queue import QueueFull, Superseded, WorkQueue, utc_now
from nnet.store.runs import RunStore
from nnet.store.tables import Study, row_values

PENDING = ("queued", "running")

STUDIES = WorkQueue(Study, (Study.created_at,), PENDING)
"""Studies as a queue of work: one that waits is forgotten when its server is gone."""

MAX_PENDING = 20

KEPT_FOR = timedelta(days=1)
"""How long studies are kept that are about no run."""


def ask_study(
    store: RunStore, kind: str, request: Mapping[str, Any], run_id: str | None = None
) -> dict[str, Any]:
    """Record a study to be worked on and return it; an earlier one of a run's kind makes way.

    Raises ``QueueFull``.
    """
    now = utc_now()
    study = Study(
        id=secrets.token_hex(6),
        kind=kind,
        run_id=run_id,
        request=dict(request),
        status="queued",
        created_at=now,
        updated_at=now,
    )
    outdated = sa.and_(Study.run_id.is_(None), Study.created_at < now - KEPT_FOR)
    if run_id is not None:
        outdated |= sa.and_(Study.run_id == run_id, Study.kind == kind)
    pending = STUDIES.shown_status_column().in_(PENDING)
    with store.writing() as session:
        session.execute(sa.delete(Study).where(outdated))
        if session.execute(sa.select(sa.func.count()).where(pending)).scalar_one() >= MAX_PENDING:
            raise QueueFull("Too much waits to be computed already. Try again in a minute.")
        session.add(study)
        session.flush()
        return row_values(study)


def find_study(store: RunStore, study_id: str) -> dict[str, Any] | None:
    """Return a study as plain values for JSON, or None."""
    with store.reading() as session:
        study = session.get(Study, study_id)
        return None if study is None else _shown(study)


def studies_of_run(store: RunStore, run_id: str) -> list[dict[str, Any]]:
    """Return the studies about a run's network, one of each kind at most, without results.

    A map's result has half a million characters, which a list need not read.
    """
    of_run = sa.select(Study).where(Study.run_id == run_id).order_by(Study.kind)
    with store.reading() as session:
        found = session.scalars(of_run.options(defer(Study.result, raiseload=True)))
        return [_shown(study, without="result") for study in found]


def waiting_studies(store: RunStore) -> list[str]:
    """Return the ids of the studies that nobody works on yet, but somebody waits for."""
    with store.reading() as session:
        return STUDIES.waiting_ids(session)


def claim_study(store: RunStore) -> str | None:
    """Return the study that has waited longest, which nobody else will be given, or None."""
    with store.writing() as session:
        study = STUDIES.claim_next(session)
        return None if study is None else study.id


def report_study(
    store: RunStore, study_id: str, done: float, result: Mapping[str, Any] | None = None
) -> None:
    """Record how much of a study is done, and what is known by now.

    Raises ``Superseded`` when nobody wants to know it any more.
    """
    with store.writing() as session:
        study = _hold(session, study_id)
        study.status, study.done, study.updated_at = "running", done, utc_now()
        if result is not None:
            study.result = dict(result)


def finish_study(store: RunStore, study_id: str, result: Mapping[str, Any]) -> None:
    """Record what a study found; raises ``Superseded`` when nobody wants to know it any more."""
    with store.writing() as session:
        study = _hold(session, study_id)
        study.status, study.done, study.result = "finished", 1.0, dict(result)
        study.updated_at = utc_now()


def fail_study(store: RunStore, study_id: str, reason: str) -> None:
    """Record why a study will have no result, if it is still wanted."""
    with suppress(Superseded), store.writing() as session:
        study = _hold(session, study_id)
        study.status, study.error, study.updated_at = "failed", reason, utc_now()


def keep_studies(store: RunStore, study_ids: Sequence[str]) -> None:
    """Record that studies are still waited for."""
    with store.writing() as session:
        STUDIES.record_heartbeats(session, study_ids)


def delete_study(store: RunStore, study_id: str) -> bool:
    """Delete a study, which also ends the work on it; return whether there was one."""
    with store.writing() as session:
        study = session.get(Study, study_id, with_for_update=True)
        if study is None:
            return False
        session.delete(study)
        return True


def _hold(session: Session, study_id: str) -> Study:
    return STUDIES.hold(session, study_id, lambda study: study.status in PENDING)


def _shown(study: Study, without: str | None = None) -> dict[str, Any]:
    """Return a study's values but for one, with the status that is shown."""
    return {**row_values(study, without), "status": STUDIES.shown_status(study)}
