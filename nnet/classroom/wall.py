"""The wall of a room: what was drawn last, how often which digit was read as which, and records."""

from __future__ import annotations

from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.classroom.drawings import TOLD, told
from nnet.classroom.rooms import FOOL
from nnet.classroom.tables import RoomDrawing
from nnet.classroom.votes import fooling, is_recognised
from nnet.core.metrics import CLASSES, digit_scores
from nnet.store.runs import RunStore

SHOWN = 48
"""How many drawings a wall shows, the latest."""

PODIUM = 5
"""How many of those that fool the network best are shown."""

READABLE = ("digit", "uncertain")
"""What the network says of a digit, whichever it takes it for."""

_COLUMNS = [getattr(RoomDrawing, name) for name in TOLD]
_WITH_PICTURE = [*_COLUMNS, RoomDrawing.picture]


def latest_drawings(store: RunStore, code: str, after: int) -> list[dict[str, Any]]:
    """Return the latest drawings that may be seen, the newest first.

    after  those with a higher number have their ``picture`` with them
    """
    seen = (RoomDrawing.room_code == code, ~RoomDrawing.hidden)
    latest = sa.select(*_COLUMNS).where(*seen).order_by(RoomDrawing.number.desc()).limit(SHOWN)
    with store.reading() as session:
        rows = session.execute(latest).all()
        numbers = [row.number for row in rows if row.number > after]
        query = sa.select(RoomDrawing.number, RoomDrawing.picture).where(
            RoomDrawing.room_code == code, RoomDrawing.number.in_(numbers)
        )
        pictures: dict[int, bytes] = {}
        if numbers:
            pictures = {number: picture for number, picture in session.execute(query)}
    return [
        told(row) | ({"picture": pictures[row.number]} if row.number in pictures else {})
        for row in rows
    ]


def sum_up(store: RunStore, room: dict[str, Any]) -> dict[str, Any]:
    """Return what a room's drawings come to: counts, the hardest one, and who fools the network.

    What was drawn to fool the network counts neither for its accuracy nor for the class's.

    room  as ``find_room`` gives it
    """
    counted = (
        RoomDrawing.room_code == room["code"],
        ~RoomDrawing.hidden,
        RoomDrawing.label.is_not(None),
    )
    with store.reading() as session:
        honest = (*counted, RoomDrawing.target.is_(None))
        return {
            **_count(session, *honest),
            "hardest": _first(session, *honest),
            "fooling": _podium(session, room, *counted) if room["mode"] == FOOL else [],
        }


def _count(session: Session, *which: sa.ColumnElement[bool]) -> dict[str, Any]:
    """Return how often which digit was read as which, by the network and by the class."""
    query = sa.select(
        RoomDrawing.label,
        RoomDrawing.answer,
        sa.func.count(),
        sa.func.sum(RoomDrawing.votes),
        sa.func.sum(RoomDrawing.right_votes),
    )
    groups = session.execute(query.where(*which).group_by(RoomDrawing.label, RoomDrawing.answer))
    confusion = np.zeros((CLASSES, CLASSES), np.int64)
    refused = votes = right_votes = 0
    for label, answer, count, voted, voted_right in groups:
        votes, right_votes = votes + int(voted), right_votes + int(voted_right)
        if answer is None:
            refused += count
        else:
            confusion[label, answer] = count
    return {
        "labelled": int(confusion.sum()) + refused,
        "right": int(np.trace(confusion)),
        "refused": refused,
        "confusion": confusion.tolist(),
        "digits": [vars(score) for score in digit_scores(confusion)],
        "votes": votes,
        "right_votes": right_votes,
    }


def _first(session: Session, *which: sa.ColumnElement[bool]) -> dict[str, Any] | None:
    """Return the drawing whose label the network holds least likely.

    Rather one that the class has recognised: a scribble is hard for everybody.
    """
    readable = sa.or_(RoomDrawing.status.in_(READABLE), is_recognised())
    misread = sa.or_(RoomDrawing.answer.is_(None), RoomDrawing.answer != RoomDrawing.label)
    order = (sa.case((misread, 0), else_=1), sa.case((is_recognised(), 0), else_=1))
    query = sa.select(*_WITH_PICTURE).where(*which, readable)
    query = query.order_by(*order, RoomDrawing.truth, RoomDrawing.number).limit(1)
    found = session.execute(query).one_or_none()
    return None if found is None else _shown(found)


def _podium(
    session: Session, room: dict[str, Any], *which: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    """Return what fools the network: recognised drawings first, of these the surest mistake."""
    recognised = is_recognised().label("recognised")
    query = sa.select(*_WITH_PICTURE, recognised).where(*which, *fooling(room))
    order = (sa.case((is_recognised(), 0), else_=1), RoomDrawing.fooled.desc(), RoomDrawing.number)
    rows = session.execute(query.order_by(*order).limit(PODIUM)).all()
    return [{**_shown(row), "recognised": bool(row.recognised)} for row in rows]


def _shown(row: Any) -> dict[str, Any]:
    return {**told(row), "picture": row.picture}
