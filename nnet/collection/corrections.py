"""Corrections in the store: given by visitors, taken back by them, judged by the owner."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.collection.ink import Ink
from nnet.collection.queries import find_correction
from nnet.collection.tables import STATES, Correction
from nnet.store.drawings import ID_BYTES, WrongKey, hash_key, make_room
from nnet.store.runs import RunStore, StoreUnavailable

MAX_CORRECTIONS = 20_000
"""A digit has 4 kB, and 30 kB at most: so many take 80 MB, and 600 MB at most."""

ROOM = 100
"""How many make room at once."""


class CollectionFull(ValueError):
    """There is no room: the owner has accepted all that there may be."""


@dataclass(frozen=True)
class Answer:
    """What a network had answered: its status, the digit if it was one, and its SHA-256."""

    status: str
    digit: int | None
    model: str


def keep_correction(
    store: RunStore,
    ink: Ink,
    label: int | None,
    answer: Answer,
    contributor: str,
    kept_for: timedelta | None,
) -> tuple[str, str]:
    """Record a correction; return its id, and the key that takes it back.

    The key is nowhere kept but in its hash. Those that have expired are removed by the way, and
    where as many are kept as may be, others make room that the owner has not accepted.

    label     the digit that was meant; None for none
    kept_for  None for as long as the store exists

    Raises ``CollectionFull``.
    """
    now, key = datetime.now(UTC), secrets.token_urlsafe(24)
    made = Correction(
        **_kept_values(ink, label, contributor, hash_key(key), now),
        state="pending",
        status=answer.status,
        answer=answer.digit,
        model=answer.model,
        expires_at=None if kept_for is None else now + kept_for,
    )
    with store.writing() as session:
        _prepare_room(session, 1)
        session.add(made)
        session.flush()
        return made.id, key


def add_drawings(
    store: RunStore, drawn: Sequence[tuple[Ink, int | None, str]], kept_for: timedelta | None
) -> int:
    """Record drawings that the owner gave, and thereby accepts; return how many are new.

    drawn  ink, the digit that it is or None, and whose hand it is

    Raises ``CollectionFull``.
    """
    now = datetime.now(UTC)
    expires_at = None if kept_for is None else now + kept_for
    with store.writing() as session:
        rows = session.execute(sa.select(Correction.digest, Correction.label))
        known = {(digest, label) for digest, label in rows}
        new = []
        for ink, label, contributor in drawn:
            if (ink.digest, label) not in known:
                known.add((ink.digest, label))
                # A key that nobody knows: only the owner deletes these.
                values = _kept_values(ink, label, contributor, hash_key(secrets.token_hex()), now)
                new.append(Correction(**values, state="accepted", expires_at=expires_at))
        _prepare_room(session, len(new))
        session.add_all(new)
        return len(new)


def delete_correction(store: RunStore, correction_id: str, key: str | None) -> bool:
    """Delete a correction, so that the store's files hold nothing of it; return if there was one.

    key  the one that it was recorded with; None deletes it without

    Raises ``WrongKey``.
    """
    with store.writing() as session:
        made = session.get(Correction, correction_id)
        if made is None or _has_expired(made):
            return False
        if key is not None and not hmac.compare_digest(hash_key(key), made.key_hash):
            raise WrongKey("This is not the key of the drawing.")
        _overwrite_deleted(session)
        session.delete(made)
    with suppress(StoreUnavailable):  # somebody writes, and will do it in a moment
        store.complete_file()
    return True


def judge_correction(store: RunStore, correction_id: str, state: str) -> dict[str, Any] | None:
    """Have a correction be pending, accepted or rejected; return it as plain values, or None."""
    if state not in STATES:
        raise ValueError(f"A correction is {', '.join(STATES)}; got {state!r}.")
    with store.writing() as session:
        made = session.get(Correction, correction_id)
        if made is None or _has_expired(made):
            return None
        made.state = state
    return find_correction(store, correction_id)


def _kept_values(
    ink: Ink, label: int | None, contributor: str, key_hash: str, now: datetime
) -> dict[str, Any]:
    return {
        "id": secrets.token_urlsafe(ID_BYTES),
        "key_hash": key_hash,
        "contributor": contributor,
        "label": label,
        "strokes": ink.strokes,
        "pixels": ink.pixels.tobytes(),
        "size": ink.size,
        "pen_width": ink.pen_width,
        "digest": ink.digest,
        "created_at": now,
    }


def _prepare_room(session: Session, count: int) -> None:
    """Have room for so many more; raises ``CollectionFull``."""
    _overwrite_deleted(session)
    session.execute(sa.delete(Correction).where(Correction.expires_at <= datetime.now(UTC)))
    most = MAX_CORRECTIONS - count + 1
    make_room(session, Correction, most, max(ROOM, count), Correction.state != "accepted")
    if session.scalars(sa.select(sa.func.count()).select_from(Correction)).one() >= most:
        raise CollectionFull(
            f"The collection holds {MAX_CORRECTIONS:,} drawings, the most there may be."
        )


def _overwrite_deleted(session: Session) -> None:
    """Have SQLite write over what is deleted from now on, and not only forget where it is."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _has_expired(made: Correction) -> bool:
    return made.expires_at is not None and made.expires_at <= datetime.now(UTC)
