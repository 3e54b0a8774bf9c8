"""Drawings of a room: taken in, hidden, taken back and written as a stroke file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.classroom.rooms import TEACH, RoomError, locked_phone, locked_room
from nnet.classroom.tables import RoomDrawing
from nnet.store.runs import RunStore
from nnet.strokes.files import write_drawing
from nnet.strokes.types import PenDigit

PAUSE = timedelta(seconds=1)
"""How long a phone waits between two drawings at least: nobody draws a digit and looks at the
answer in less."""

MAX_ROOM_BYTES = 32 * 1024 * 1024
"""Of all drawings of a room; a digit takes about 3 kB."""


class TooSoon(RoomError):
    """The phone has drawn something just now."""


class PhoneMuted(RoomError):
    """The owner takes nothing that this phone draws just now."""


class DrawingsFull(RoomError):
    """The room holds as many drawings, or bytes, as it may."""


class NoSuchDrawing(RoomError):
    """The room has no drawing of that number."""


@dataclass(frozen=True)
class ReadDrawing:
    """A drawing and what was read of it; see the columns of ``RoomDrawing``.

    probabilities  of the ten digits; None for a number
    """

    strokes: list[dict[str, Any]]
    picture: bytes
    status: str
    answer: int | None
    confidence: float
    probabilities: Sequence[float] | None

    def probability(self, digit: int | None) -> float | None:
        """Return how likely a digit is, None for none; no digit is likely in a number."""
        if digit is None:
            return None
        return 0.0 if self.probabilities is None else float(self.probabilities[digit])


@dataclass(frozen=True)
class Sending:
    """Who sends a drawing, under which id of the sender's, and as what: None where it was free."""

    phone: int
    sent_id: str
    label: int | None
    target: int | None


def keep_drawing(
    store: RunStore, code: str, sending: Sending, read: ReadDrawing, most: int
) -> dict[str, Any]:
    """Keep a drawing and return what is told of it; what was sent before is kept once.

    most  how many drawings a room may hold

    Raises ``RoomGone``, ``PhoneMuted``, ``TooSoon`` and ``DrawingsFull``.
    """
    size = len(read.picture) + len(json.dumps(read.strokes))
    now = datetime.now(UTC)
    with store.writing() as session:
        room = locked_room(session, code)
        phone = locked_phone(session, code, sending.phone)
        if (known := _sent_before(session, code, sending)) is not None:
            return told(known)
        if phone.muted:
            raise PhoneMuted
        if phone.drawn_at is not None and abs(now - phone.drawn_at) < PAUSE:
            raise TooSoon
        if room.stored >= most or room.size + size > MAX_ROOM_BYTES:
            raise DrawingsFull
        room.drawings += 1
        room.stored += 1
        room.size += size
        phone.drawn_at = now
        may_teach = phone.consent and room.mode == TEACH and sending.label is not None
        drawing = RoomDrawing(
            room_code=code,
            number=room.drawings,
            **vars(sending),
            status=read.status,
            answer=read.answer,
            confidence=read.confidence,
            truth=read.probability(sending.label),
            fooled=read.probability(sending.target),
            consent=may_teach,
            size=size,
            created_at=now,
            picture=read.picture,
            strokes=read.strokes,
        )
        session.add(drawing)
        session.flush()
        return told(drawing)


def hide_drawing(store: RunStore, code: str, number: int, hidden: bool) -> dict[str, Any]:
    """Hide a drawing, or show it again; return what is told of it.

    Raises ``RoomGone`` and ``NoSuchDrawing``.
    """
    with store.writing() as session:
        locked_room(session, code)
        drawing = found_drawing(session, code, number)
        drawing.hidden, drawing.muted = hidden, False
        return told(drawing)


def take_back(store: RunStore, code: str, phone: int) -> int:
    """Delete what a phone has drawn; return how many drawings these were. Raises ``RoomGone``."""
    theirs = (RoomDrawing.room_code == code, RoomDrawing.phone == phone)
    totals = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(RoomDrawing.size), 0))
    with store.writing() as session:
        room = locked_room(session, code)
        count, size = session.execute(totals.where(*theirs)).one()
        session.execute(sa.delete(RoomDrawing).where(*theirs))
        room.stored -= count
        room.size -= size
        return int(count)


def write_drawings(store: RunStore, code: str, with_consent: bool) -> Iterator[str]:
    """Yield the lines of a stroke file: what was drawn with a known label, and is not hidden.

    Drawings from which ink was rubbed out are no strokes of a pen, and left out.

    with_consent  only those from which the network may learn
    """
    query = sa.select(RoomDrawing.label, RoomDrawing.phone, RoomDrawing.strokes).where(
        RoomDrawing.room_code == code, ~RoomDrawing.hidden, RoomDrawing.label.is_not(None)
    )
    if with_consent:
        query = query.where(RoomDrawing.consent)
    with store.reading() as session:
        rows = session.execute(query.order_by(RoomDrawing.number)).all()
    for label, phone, strokes in rows:
        if not any(stroke["erases"] for stroke in strokes):
            lines = tuple(np.array(stroke["points"], float)[:, :2] for stroke in strokes)
            yield write_drawing(PenDigit(label, f"room {code[:5]}, phone {phone}", lines))


def found_drawing(session: Session, code: str, number: int) -> RoomDrawing:
    """Return a drawing of a room; raises ``NoSuchDrawing``."""
    drawing = session.get(RoomDrawing, (code, number))
    if drawing is None:
        raise NoSuchDrawing
    return drawing


TOLD = (
    *("number", "phone", "label", "target", "status", "answer", "confidence", "truth", "fooled"),
    *("votes", "right_votes"),
)
"""The columns of a drawing that everybody in the room is told."""


def told(drawing: Any) -> dict[str, Any]:
    """Return what is told of a drawing, without its picture; a row of these columns does, too."""
    return {name: getattr(drawing, name) for name in TOLD}


def _sent_before(session: Session, code: str, sending: Sending) -> RoomDrawing | None:
    of_sender = (RoomDrawing.phone == sending.phone, RoomDrawing.sent_id == sending.sent_id)
    query = sa.select(RoomDrawing).where(RoomDrawing.room_code == code, *of_sender)
    return session.scalars(query).one_or_none()
