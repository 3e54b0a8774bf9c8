"""Shared drawings in the store: kept until they expire, make room, or are deleted."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.store.run_queries import make_cursor, parse_cursor
from nnet.store.runs import RunStore
from nnet.store.tables import Drawing, row_values

ID_BYTES = 9
"""Random bytes of an id, which are twelve characters: there are 2 to the power of 72."""

MAX_DRAWINGS = 100_000
"""The answer about a shared digit has 13 to 20 kB: so many take two gigabytes at most."""


ROOM = 100
"""How many make room at once: to find the fullest hour of so many takes an eighth of a second."""

DELETED_AT_ONCE = 500
"""How many are deleted while nobody else can write."""


@dataclass(frozen=True)
class TimeRange:
    """Drawings that were shared from a moment on and before another one; None for any."""

    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return what is true of the drawings that are kept and were shared in that time."""
        found = [sa.or_(Drawing.expires_at.is_(None), Drawing.expires_at > datetime.now(UTC))]
        if self.since is not None:
            found.append(Drawing.created_at >= self.since.astimezone(UTC))
        if self.until is not None:
            found.append(Drawing.created_at < self.until.astimezone(UTC))
        return found


class WrongKey(ValueError):
    """The key is not that of the drawing."""


def keep_drawing(
    store: RunStore,
    strokes: Sequence[Mapping[str, Any]],
    prediction: Mapping[str, Any],
    moments: Sequence[Mapping[str, Any]],
    model: Mapping[str, Any],
    kept_for: timedelta | None,
) -> tuple[dict[str, Any], str]:
    """Record a drawing; return it as plain values, and the key that deletes it.

    The key is nowhere kept but in its hash. Those that have expired are removed by the way, and
    where as many are kept as may be, others make room.

    kept_for  None for as long as the store exists
    """
    now, key = datetime.now(UTC), secrets.token_urlsafe(24)
    drawing = Drawing(
        id=secrets.token_urlsafe(ID_BYTES),
        key_hash=hash_key(key),
        strokes=list(strokes),
        prediction=dict(prediction),
        moments=list(moments),
        model=dict(model),
        created_at=now,
        expires_at=None if kept_for is None else now + kept_for,
    )
    with store.writing() as session:
        session.execute(sa.delete(Drawing).where(Drawing.expires_at <= now))
        make_room(session, Drawing, MAX_DRAWINGS, ROOM)
        session.add(drawing)
        session.flush()
        return _shown(drawing), key


def find_drawing(store: RunStore, drawing_id: str) -> dict[str, Any] | None:
    """Return a drawing as plain values for JSON, or None."""
    with store.reading() as session:
        drawing = session.get(Drawing, drawing_id)
        return None if drawing is None or _has_expired(drawing) else _shown(drawing)


def delete_drawing(store: RunStore, drawing_id: str, key: str | None) -> bool:
    """Delete a drawing; return whether there was one.

    key  the one that it was recorded with; None deletes it without

    Raises ``WrongKey``.
    """
    with store.writing() as session:
        drawing = session.get(Drawing, drawing_id)
        if drawing is None or _has_expired(drawing):
            return False
        if key is not None and not hmac.compare_digest(hash_key(key), drawing.key_hash):
            raise WrongKey("This is not the key of the drawing.")
        session.delete(drawing)
        return True


def list_drawings(
    store: RunStore, shared: TimeRange, limit: int, cursor: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return drawings without their strokes, the newest first, and the cursor of the next page.

    Raises ``ValueError`` for a cursor that this function did not make.
    """
    query = sa.select(Drawing.id, Drawing.created_at, Drawing.expires_at, Drawing.prediction)
    query = query.where(*shared.conditions())
    if cursor is not None:
        query = query.where(sa.tuple_(Drawing.created_at, Drawing.id) < parse_cursor(cursor))
    query = query.order_by(Drawing.created_at.desc(), Drawing.id.desc()).limit(limit + 1)
    with store.reading() as session:
        rows = session.execute(query).all()
    following = make_cursor(rows[limit - 1]) if len(rows) > limit else None
    return [dict(row._mapping) for row in rows[:limit]], following


def count_drawings(store: RunStore, shared: TimeRange) -> int:
    """Return how many drawings were shared in a time."""
    query = sa.select(sa.func.count()).select_from(Drawing).where(*shared.conditions())
    with store.reading() as session:
        return session.scalars(query).one()


def delete_drawings(store: RunStore, shared: TimeRange) -> int:
    """Delete the drawings that were shared in a time; return how many they were."""
    some = sa.select(Drawing.id).where(*shared.conditions()).limit(DELETED_AT_ONCE)
    deleted = 0
    while True:
        with store.writing() as session:
            ids = session.scalars(some).all()
            session.execute(sa.delete(Drawing).where(Drawing.id.in_(ids)))
        deleted += len(ids)
        if len(ids) < DELETED_AT_ONCE:
            return deleted


def make_room(
    session: Session,
    table: Any,
    most: int,
    room: int,
    among: sa.ColumnElement[bool] | None = None,
) -> None:
    """Delete the oldest rows of the fullest hour until there is room for some more.

    Nothing tells who gave a drawing. But whoever fills the store does so in a short time: the hour
    in which most were given is theirs, and older drawings of others stay.

    table  of what has an id and a moment at which it was created
    most   how many there may be, not more than with which there is no room
    room   for how many there is then
    among  which of them may go; any unless given
    """
    kept = session.scalars(sa.select(sa.func.count()).select_from(table)).one()
    if kept < most:
        return
    of_these = [] if among is None else [among]
    # The hour, as SQLite and PostgreSQL both write it.
    hour = sa.func.substr(sa.cast(table.created_at, sa.Text), 1, 13)
    first, last = sa.func.min(table.created_at), sa.func.max(table.created_at)
    hours = sa.select(first, last).where(*of_these).group_by(hour)
    fullest = session.execute(hours.order_by(sa.func.count().desc(), first).limit(1)).one_or_none()
    if fullest is None:
        return
    oldest = sa.select(table.id).where(table.created_at.between(*fullest), *of_these)
    oldest = oldest.order_by(table.created_at, table.id).limit(kept - most + room)
    session.execute(sa.delete(table).where(table.id.in_(oldest)))


def hash_key(key: str) -> str:
    """Return what is kept of a key: its SHA-256, in hex."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _has_expired(drawing: Drawing) -> bool:
    return drawing.expires_at is not None and drawing.expires_at <= datetime.now(UTC)


def _shown(drawing: Drawing) -> dict[str, Any]:
    return row_values(drawing, without="key_hash")
