"""Studies in the run store: asked for by a server, worked on by another process, read by all."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from nnet.store.run_rows import SILENT_AFTER, Superseded, row_values
from nnet.store.runs import RunStore
from nnet.store.tables import Study

PENDING = ("queued", "running")

MOST_PENDING = 20

KEPT_FOR = timedelta(days=1)
"""How long studies are kept that are about no run."""


class TooManyStudies(ValueError):
    """As many studies wait as may; the text says so."""


def ask_study(
    store: RunStore, kind: str, request: Mapping[str, Any], run_id: str | None = None
) -> dict[str, Any]:
    """Record a study to be worked on and return it; an earlier one of a run's kind makes way.

    Raises ``TooManyStudies``.
    """
    now = datetime.now(UTC)
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
    alive = sa.and_(Study.status.in_(PENDING), Study.updated_at >= now - SILENT_AFTER)
    with store.writing() as session:
        session.execute(sa.delete(Study).where(outdated))
        if session.execute(sa.select(sa.func.count()).where(alive)).scalar_one() >= MOST_PENDING:
            raise TooManyStudies("Too much waits to be computed already. Try again in a minute.")
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
        return [*session.scalars(_waiting())]


def claim_study(store: RunStore) -> str | None:
    """Return the study that has waited longest, which nobody else will be given, or None."""
    with store.writing() as session:
        study_id = session.scalars(_waiting().with_for_update(skip_locked=True).limit(1)).first()
        if study_id is not None:
            values = {"status": "running", "updated_at": datetime.now(UTC)}
            session.execute(sa.update(Study).where(Study.id == study_id).values(values))
        return study_id


def report_study(
    store: RunStore, study_id: str, done: float, result: Mapping[str, Any] | None = None
) -> None:
    """Record how much of a study is done, and what is known by now.

    Raises ``Superseded`` when nobody wants to know it any more.
    """
    with store.writing() as session:
        study = _pending(session, study_id)
        study.status, study.done, study.updated_at = "running", done, datetime.now(UTC)
        if result is not None:
            study.result = dict(result)


def finish_study(store: RunStore, study_id: str, result: Mapping[str, Any]) -> None:
    """Record what a study found; raises ``Superseded`` when nobody wants to know it any more."""
    with store.writing() as session:
        study = _pending(session, study_id)
        study.status, study.done, study.result = "finished", 1.0, dict(result)
        study.updated_at = datetime.now(UTC)


def fail_study(store: RunStore, study_id: str, reason: str) -> None:
    """Record why a study will have no result, if it is still wanted."""
    with store.writing() as session:
        try:
            study = _pending(session, study_id)
        except Superseded:
            return
        study.status, study.error, study.updated_at = "failed", reason, datetime.now(UTC)


def keep_studies(store: RunStore, study_ids: Sequence[str]) -> None:
    """Record that studies are still waited for."""
    wanted = sa.and_(Study.id.in_(study_ids), Study.status.in_(PENDING))
    with store.writing() as session:
        session.execute(sa.update(Study).where(wanted).values(updated_at=datetime.now(UTC)))


def delete_study(store: RunStore, study_id: str) -> bool:
    """Delete a study, which also ends the work on it; return whether there was one."""
    with store.writing() as session:
        study = session.get(Study, study_id, with_for_update=True)
        if study is None:
            return False
        session.delete(study)
        return True


def _waiting() -> sa.Select[str]:
    recent = Study.updated_at >= datetime.now(UTC) - SILENT_AFTER
    waiting = sa.and_(Study.status == "queued", recent)
    return sa.select(Study.id).where(waiting).order_by(Study.created_at)


def _pending(session: Session, study_id: str) -> Study:
    study = session.get(Study, study_id, with_for_update=True)
    if study is None or study.status not in PENDING:
        raise Superseded(f"Study {study_id} is no longer wanted.")
    return study


def _shown(study: Study, without: str | None = None) -> dict[str, Any]:
    """Return a study's values but for one; a study whose server is gone is interrupted."""
    values = row_values(study, without)
    if study.status in PENDING and study.updated_at < datetime.now(UTC) - SILENT_AFTER:
        values["status"] = "interrupted"
    return values
