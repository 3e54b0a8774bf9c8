"""Where the owner is signed in: kept in the store, so that signing out ends it for all servers."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from nnet.store.runs import RunStore
from nnet.store.tables import SignIn

LASTING = timedelta(days=30)
"""How long the owner stays signed in on a browser, unless it signs out before."""


def record_sign_in(store: RunStore) -> str:
    """Record that the owner signs in, and return the new id of that; forget what has ended."""
    now, sign_in_id = datetime.now(UTC), secrets.token_hex(16)
    with store.writing() as session:
        session.execute(sa.delete(SignIn).where(SignIn.created_at <= now - LASTING))
        session.add(SignIn(id=sign_in_id, created_at=now))
    return sign_in_id


def is_signed_in(store: RunStore, sign_in_id: str) -> bool:
    """Return whether the owner has signed in under an id, not long ago, and not out again."""
    with store.reading() as session:
        found = session.get(SignIn, sign_in_id)
        return found is not None and found.created_at > datetime.now(UTC) - LASTING


def end_sign_in(store: RunStore, sign_in_id: str) -> None:
    """Let a sign-in be none any more, if it is one."""
    with store.writing() as session:
        session.execute(sa.delete(SignIn).where(SignIn.id == sign_in_id))
