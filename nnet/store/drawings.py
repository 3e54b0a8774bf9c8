"""Shared drawings in the store: kept until they expire, or until whoever made one deletes it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from nnet.store.runs import RunStore
from nnet.store.tables import Drawing, row_values

ID_BYTES = 9
"""Random bytes of an id, which are twelve characters: there are 2 to the power of 72."""

MAX_DRAWINGS = 100_000
"""The answer about a shared digit has 5 to 7 kB: so many take less than a gigabyte."""


class TooManyDrawings(ValueError):
    """As many drawings are kept as may be."""


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

    The key is nowhere kept but in its hash. Those that have expired are removed by the way.

    kept_for  None for as long as the store exists

    Raises ``TooManyDrawings``.
    """
    now, key = datetime.now(UTC), secrets.token_urlsafe(24)
    drawing = Drawing(
        id=secrets.token_urlsafe(ID_BYTES),
        key_hash=_hash(key),
        strokes=list(strokes),
        prediction=dict(prediction),
        moments=list(moments),
        model=dict(model),
        created_at=now,
        expires_at=None if kept_for is None else now + kept_for,
    )
    with store.writing() as session:
        session.execute(sa.delete(Drawing).where(Drawing.expires_at <= now))
        if session.scalars(sa.select(sa.func.count()).select_from(Drawing)).one() >= MAX_DRAWINGS:
            raise TooManyDrawings("As many drawings are kept as may be.")
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
        if key is not None and not hmac.compare_digest(_hash(key), drawing.key_hash):
            raise WrongKey("This is not the key of the drawing.")
        session.delete(drawing)
        return True


def _has_expired(drawing: Drawing) -> bool:
    return drawing.expires_at is not None and drawing.expires_at <= datetime.now(UTC)


def _shown(drawing: Drawing) -> dict[str, Any]:
    return row_values(drawing, without="key_hash")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
