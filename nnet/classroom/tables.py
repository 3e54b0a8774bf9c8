"""The tables of rooms; what is in them is deleted with the room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from nnet.store.tables import Base, UtcDateTime

CODE_LENGTH = 10
"""Characters of a room's code, each one of 32: there are 2 to the power of 50 codes."""

ROOM = "rooms.code"


class Room(Base):
    """A room of a class.

    mode        ``read``: the network reads the class; ``fool``: the class fools the network;
                ``teach``: drawings may be kept for the network to learn from
    asks        what is to be drawn: a digit, ``any`` digit, which each phone is told, or ``free``
    target      the digit that the network shall take it for, while it is to be fooled
    joining     whether phones may join
    phones      how many have joined
    drawings    the number of the latest drawing
    stored      how many drawings are kept now; ``size`` is how many bytes they take
    revision    another number whenever anything of the room has changed
    expires_at  when it is closed, whatever is in it
    """

    __tablename__ = "rooms"
    __table_args__ = (Index(None, "expires_at"),)

    code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    mode: Mapped[str] = mapped_column(String(10))
    asks: Mapped[str] = mapped_column(String(10))
    target: Mapped[int | None]
    joining: Mapped[bool]
    phones: Mapped[int] = mapped_column(default=0)
    drawings: Mapped[int] = mapped_column(default=0)
    stored: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Phone(Base):
    """A device that has joined a room: the first has number 1, and nothing tells whose it is.

    key_hash  the SHA-256, in hex, of the key that it draws with
    consent   whether the network may learn from what it draws
    drawn_at  when it drew last
    muted     whether what it draws is not taken
    """

    __tablename__ = "room_phones"
    __table_args__ = (Index(None, "room_code", "key_hash", unique=True),)

    room_code: Mapped[str] = mapped_column(ForeignKey(ROOM, ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_hash: Mapped[str] = mapped_column(String(64))
    consent: Mapped[bool]
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    muted: Mapped[bool] = mapped_column(default=False)


class RoomDrawing(Base):
    """What a phone drew, and what was read of it.

    sent_id       chosen by the phone, so that what it sends twice is kept once
    label         what it was asked to draw; NULL where it was free
    target        what the network was to take it for, if it was to be fooled
    status        of the answer, as ``POST /api/predictions`` gives it
    answer        the digit that was read; NULL for a number and for what is no digit
    confidence    of the answer, from 0 to 1
    truth         the probability of the label, and ``fooled`` that of the target; NULL without one
    picture       a PNG that the server drew of the strokes
    strokes       as ``POST /api/drawings`` takes them
    size          bytes that picture and strokes take
    consent       whether the network may learn from it
    hidden        whether the wall does not show it, and nothing counts it
    muted         whether it is hidden because its phone is muted, and seen again when that ends
    votes         how many of the class have said what they read, and ``right_votes`` the label
    """

    __tablename__ = "room_drawings"
    __table_args__ = (
        Index(None, "room_code", "phone", "sent_id", unique=True),
        Index(
            "ix_room_drawings_summed_up",
            *("room_code", "hidden", "label", "answer", "target", "status", "truth"),
            *("votes", "right_votes"),
        ),
    )

    room_code: Mapped[str] = mapped_column(ForeignKey(ROOM, ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    phone: Mapped[int]
    sent_id: Mapped[str] = mapped_column(String(32))
    label: Mapped[int | None]
    target: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(20))
    answer: Mapped[int | None]
    confidence: Mapped[float]
    truth: Mapped[float | None]
    fooled: Mapped[float | None]
    consent: Mapped[bool]
    hidden: Mapped[bool] = mapped_column(default=False)
    muted: Mapped[bool] = mapped_column(default=False)
    votes: Mapped[int] = mapped_column(default=0)
    right_votes: Mapped[int] = mapped_column(default=0)
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    picture: Mapped[bytes] = mapped_column(LargeBinary)
    strokes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class Vote(Base):
    """What a phone's owner reads in somebody else's drawing; NULL for no digit."""

    __tablename__ = "room_votes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["room_code", "drawing"],
            ["room_drawings.room_code", "room_drawings.number"],
            ondelete="CASCADE",
        ),
    )

    room_code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    drawing: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    phone: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digit: Mapped[int | None]
