"""Rooms: opened, changed, emptied and closed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.classroom.tables import CODE_LENGTH, Phone, Room, RoomDrawing
from nnet.store.runs import RunStore
from nnet.store.tables import row_values

ALPHABET = "abcdefghjkmnpqrstuvwxyz123456789"
"""32 characters that are not taken for one another: no i, l, o and 0."""

READ, FOOL, TEACH = "read", "fool", "teach"
MODES = (READ, FOOL, TEACH)
ANY, FREE = "any", "free"
ASKS = (*map(str, range(10)), ANY, FREE)


@dataclass(frozen=True)
class Task:
    """What a room does: its mode, what it asks for and, to fool the network, the target."""

    mode: str = READ
    asks: str = ANY
    target: int | None = None


class RoomError(Exception):
    """Something cannot be done in a room; which class it is of says why."""


class RoomGone(RoomError):
    """There is no such room, or not any more."""


class RoomsFull(RoomError):
    """As many rooms are open as may be."""


def open_room(store: RunStore, task: Task, most: int, lasting: timedelta) -> dict[str, Any]:
    """Open a room and return it; those that have expired are closed by the way.

    most     how many may be open at the same time
    lasting  how long it stays open

    Raises ``RoomsFull``.
    """
    now = datetime.now(UTC)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    times = {"created_at": now, "expires_at": now + lasting}
    room = Room(code=code, joining=True, **vars(task), **times)
    with store.writing() as session:
        session.execute(sa.delete(Room).where(Room.expires_at <= now))
        if session.scalars(sa.select(sa.func.count()).select_from(Room)).one() >= most:
            raise RoomsFull
        session.add(room)
        session.flush()
        return row_values(room)


def find_room(store: RunStore, code: str) -> dict[str, Any] | None:
    """Return a room as plain values for JSON, or None."""
    with store.reading() as session:
        room = session.get(Room, code)
        return None if room is None or has_expired(room) else row_values(room)


def list_rooms(store: RunStore) -> list[dict[str, Any]]:
    """Return the rooms that are open, the newest first."""
    query = sa.select(Room).where(Room.expires_at > datetime.now(UTC))
    with store.reading() as session:
        rooms = session.scalars(query.order_by(Room.created_at.desc(), Room.code))
        return [row_values(room) for room in rooms]


def change_room(
    store: RunStore, code: str, task: Task | None = None, joining: bool | None = None
) -> dict[str, Any]:
    """Give a room another task, or let phones join or not; return it. Raises ``RoomGone``."""
    with store.writing() as session:
        room = locked_room(session, code)
        if task is not None:
            room.mode, room.asks, room.target = task.mode, task.asks, task.target
        if joining is not None:
            room.joining = joining
        return row_values(room)


def reset_room(store: RunStore, code: str) -> dict[str, Any]:
    """Delete what was drawn in a room, and the votes; the phones stay. Raises ``RoomGone``."""
    with store.writing() as session:
        room = locked_room(session, code)
        session.execute(sa.delete(RoomDrawing).where(RoomDrawing.room_code == code))
        room.stored = room.size = 0
        return row_values(room)


def close_room(store: RunStore, code: str) -> bool:
    """Delete a room and all that is in it; return whether there was one."""
    with store.writing() as session:
        room = session.get(Room, code)
        if room is None:
            return False
        session.delete(room)
        return True


def locked_room(session: Session, code: str) -> Room:
    """Return a room that nobody else changes until the transaction ends; it counts as changed.

    Raises ``RoomGone``.
    """
    room = session.get(Room, code, with_for_update=True)
    if room is None or has_expired(room):
        raise RoomGone
    room.revision += 1
    return room


def has_expired(room: Room) -> bool:
    """Return whether a room's time is over."""
    return room.expires_at <= datetime.now(UTC)


def locked_phone(session: Session, code: str, number: int) -> Phone:
    """Return a phone of a room that is locked; raises ``RoomGone``."""
    phone = session.get(Phone, (code, number))
    if phone is None:
        raise RoomGone
    return phone
