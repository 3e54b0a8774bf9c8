"""Phones: devices that join a room, each with a key of its own and without a name."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from nnet.classroom.rooms import RoomError, has_expired, locked_phone, locked_room
from nnet.classroom.tables import Phone, Room, RoomDrawing
from nnet.store.runs import RunStore
from nnet.store.tables import row_values

KEY_BYTES = 16
"""Random bytes of a phone's key."""


class JoiningPaused(RoomError):
    """Nobody may join just now."""


class PhonesFull(RoomError):
    """As many phones have joined as may."""


class NoSuchPhone(RoomError):
    """The room has no phone of that number."""


@dataclass(frozen=True)
class FoundPhone:
    """A phone, its room as plain values, and how many of its drawings are kept."""

    number: int
    consent: bool
    drawings: int
    room: dict[str, Any]
    muted: bool = False


def join_room(store: RunStore, code: str, consent: bool, most: int) -> tuple[int, str]:
    """Let a phone join; return its number and its key, of which only the hash is kept.

    consent  whether the network may learn from what it draws
    most     how many phones a room may have

    Raises ``RoomGone``, ``JoiningPaused`` and ``PhonesFull``.
    """
    key = secrets.token_urlsafe(KEY_BYTES)
    with store.writing() as session:
        room = locked_room(session, code)
        if not room.joining:
            raise JoiningPaused
        if room.phones >= most:
            raise PhonesFull
        room.phones += 1
        session.add(Phone(room_code=code, number=room.phones, key_hash=_hash(key), consent=consent))
        return room.phones, key


def find_phone(store: RunStore, code: str, key: str) -> FoundPhone | None:
    """Return the phone of a room that has a key, or None."""
    of_phone = (Phone.room_code == code, Phone.key_hash == _hash(key))
    with store.reading() as session:
        row = session.execute(sa.select(Phone, Room).join(Room).where(*of_phone)).one_or_none()
        if row is None or has_expired(row.Room):
            return None
        drawn = sa.select(sa.func.count()).where(
            RoomDrawing.room_code == code, RoomDrawing.phone == row.Phone.number
        )
        count = session.scalars(drawn).one()
        phone = row.Phone
        return FoundPhone(phone.number, phone.consent, count, row_values(row.Room), phone.muted)


def change_consent(store: RunStore, code: str, number: int, consent: bool) -> None:
    """Let the network learn from what a phone draws from now on, or from nothing of it.

    Raises ``RoomGone``.
    """
    with store.writing() as session:
        locked_room(session, code)
        locked_phone(session, code, number).consent = consent
        if not consent:
            theirs = (RoomDrawing.room_code == code, RoomDrawing.phone == number)
            session.execute(sa.update(RoomDrawing).where(*theirs).values(consent=False))


def mute_phone(store: RunStore, code: str, number: int, muted: bool) -> None:
    """Take nothing more that a phone draws and hide what it drew, or undo that.

    What was hidden by itself stays hidden.

    Raises ``RoomGone`` and ``NoSuchPhone``.
    """
    with store.writing() as session:
        locked_room(session, code)
        phone = session.get(Phone, (code, number))
        if phone is None:
            raise NoSuchPhone
        phone.muted = muted
        theirs = (RoomDrawing.room_code == code, RoomDrawing.phone == number)
        meant = ~RoomDrawing.hidden if muted else RoomDrawing.muted
        values = {"hidden": muted, "muted": muted}
        session.execute(sa.update(RoomDrawing).where(*theirs, meant).values(**values))


def muted_phones(store: RunStore, code: str) -> list[int]:
    """Return the numbers of a room's phones that are muted, in order."""
    query = sa.select(Phone.number).where(Phone.room_code == code, Phone.muted)
    with store.reading() as session:
        return list(session.scalars(query.order_by(Phone.number)))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
