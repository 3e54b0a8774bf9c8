"""Votes: what the class itself reads in the drawings of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from nnet.classroom.drawings import NoSuchDrawing, found_drawing, told
from nnet.classroom.rooms import FOOL, RoomError, locked_room
from nnet.classroom.tables import RoomDrawing, Vote
from nnet.store.runs import RunStore

ENOUGH_VOTES = 3
"""How many votes a drawing has to have before the class has recognised it, or not."""

MOST_VOTES = 9
"""How many it gets at most: then others are asked about."""

SPREAD = 64


class OwnDrawing(RoomError):
    """Nobody votes about what they have drawn themselves."""


@dataclass(frozen=True)
class Ballot:
    """A drawing that a phone is asked about: its number and its picture, and nothing else."""

    drawing: int
    picture: bytes


def next_ballot(store: RunStore, room: dict[str, Any], phone: int) -> Ballot | None:
    """Return a drawing that a phone has not voted about, of those with fewest votes, or None.

    While the network is to be fooled, only what fools it in the room's present task.

    room  as ``find_room`` gives it
    """
    code = room["code"]
    voted = sa.exists().where(
        Vote.room_code == RoomDrawing.room_code,
        Vote.drawing == RoomDrawing.number,
        Vote.phone == phone,
    )
    query = sa.select(RoomDrawing.number, RoomDrawing.picture).where(
        RoomDrawing.room_code == code,
        ~RoomDrawing.hidden,
        RoomDrawing.label.is_not(None),
        RoomDrawing.phone != phone,
        RoomDrawing.votes < MOST_VOTES,
        ~voted,
        *_of_task(room),
    )
    # Phones that ask at the same time are not all asked about the same drawing.
    spread = (RoomDrawing.number * 37 + phone * 11) % SPREAD
    with store.reading() as session:
        found = session.execute(query.order_by(RoomDrawing.votes, spread).limit(1)).one_or_none()
    return None if found is None else Ballot(*found)


def vote(store: RunStore, code: str, phone: int, number: int, digit: int | None) -> dict[str, Any]:
    """Record what a phone's owner reads; return what is told of the drawing.

    A second vote about the same drawing changes nothing.

    digit  None where it is no digit to them

    Raises ``RoomGone``, ``NoSuchDrawing`` and ``OwnDrawing``.
    """
    with store.writing() as session:
        locked_room(session, code)
        drawing = found_drawing(session, code, number)
        if drawing.hidden or drawing.label is None:
            raise NoSuchDrawing
        if drawing.phone == phone:
            raise OwnDrawing
        if session.get(Vote, (code, number, phone)) is None:
            session.add(Vote(room_code=code, drawing=number, phone=phone, digit=digit))
            drawing.votes += 1
            drawing.right_votes += digit == drawing.label
        return told(drawing)


def is_recognised() -> sa.ColumnElement[bool]:
    """Return what is true of a drawing in which most of enough voters have read the label."""
    most = RoomDrawing.right_votes * 2 > RoomDrawing.votes
    return sa.and_(RoomDrawing.votes >= ENOUGH_VOTES, most)


def fooling(room: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    """Return what is true of drawings that fool the network as a room asks for."""
    return [
        RoomDrawing.label == int(room["asks"]),
        RoomDrawing.target == room["target"],
        RoomDrawing.answer == room["target"],
    ]


def _of_task(room: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    return fooling(room) if room["mode"] == FOOL else [RoomDrawing.target.is_(None)]
