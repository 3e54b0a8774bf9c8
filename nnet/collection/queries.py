"""Queries for corrections: one, a page of them, how many, and all of them one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from nnet.collection.tables import Correction
from nnet.core.data import IMAGE_SIDE
from nnet.store.run_queries import make_cursor, parse_cursor
from nnet.store.runs import RunStore
from nnet.store.tables import row_values

READ_AT_ONCE = 500
"""How many are held in memory where all are gone through."""

NEARLY_BLANK = 0.15
"""A box whose longer side is a smaller share of the paper's is of a dot, and of no digit: the
broadest pen alone makes 0.11."""

PRIVATE = frozenset({"key_hash", "pixels", "digest"})
"""Columns that nobody is shown."""


@dataclass(frozen=True)
class Filter:
    """Which corrections are meant; None for any.

    state    one of ``STATES``
    label    the digit that they are
    answer   the digit that was read
    is_none  whether they are no digit
    refused  whether it was answered that they are none
    """

    state: str | None = None
    label: int | None = None
    answer: int | None = None
    is_none: bool | None = None
    refused: bool | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return what is true of them; what has expired is never meant."""
        found = [still_kept()]
        for column, wanted in (
            (Correction.state, self.state),
            (Correction.label, self.label),
            (Correction.answer, self.answer),
        ):
            if wanted is not None:
                found.append(column == wanted)
        if self.is_none is not None:
            found.append(Correction.label.is_(None) == self.is_none)
        if self.refused is not None:
            found.append((Correction.status == "not_a_digit") == self.refused)
        return found


def still_kept() -> sa.ColumnElement[bool]:
    """Return what is true of corrections that have not expired."""
    return sa.or_(Correction.expires_at.is_(None), Correction.expires_at > datetime.now(UTC))


def find_correction(store: RunStore, correction_id: str) -> dict[str, Any] | None:
    """Return a correction as plain values for JSON, or None."""
    query = _shown_query().where(Correction.id == correction_id, still_kept())
    with store.reading() as session:
        row = session.execute(query).one_or_none()
        return None if row is None else _shown(row[0], row[1])


def list_corrections(
    store: RunStore, meant: Filter, limit: int, cursor: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return corrections as plain values, the newest first, and the cursor of the next page.

    Raises ``ValueError`` for a cursor that this function did not make.
    """
    query = _shown_query().where(*meant.conditions())
    if cursor is not None:
        place = sa.tuple_(Correction.created_at, Correction.id)
        query = query.where(place < parse_cursor(cursor))
    query = query.order_by(Correction.created_at.desc(), Correction.id.desc()).limit(limit + 1)
    with store.reading() as session:
        rows = session.execute(query).all()
        following = make_cursor(rows[limit - 1][0]) if len(rows) > limit else None
        return [_shown(made, same) for made, same in rows[:limit]], following


def count_corrections(store: RunStore, meant: Filter) -> int:
    """Return how many corrections are meant."""
    query = sa.select(sa.func.count()).select_from(Correction).where(*meant.conditions())
    with store.reading() as session:
        return session.scalars(query).one()


def each_correction(store: RunStore, meant: Filter) -> Iterator[Correction]:
    """Yield the corrections that are meant, in the order of their ids, some hundred at a time."""
    last = ""
    while True:
        query = sa.select(Correction).where(*meant.conditions(), Correction.id > last)
        with store.reading() as session:
            some = session.scalars(query.order_by(Correction.id).limit(READ_AT_ONCE)).all()
        yield from some
        if len(some) < READ_AT_ONCE:
            return
        last = some[-1].id


def choose_corrections(store: RunStore, meant: Filter, most: int) -> list[Correction]:
    """Return the corrections that are meant; of more than so many, some evenly from all."""
    ids = sa.select(Correction.id).where(*meant.conditions()).order_by(Correction.id)
    with store.reading() as session:
        found = session.scalars(ids).all()
        chosen = found[:: max(1, -(-len(found) // most))]
        query = sa.select(Correction).where(Correction.id.in_(chosen))
        return list(session.scalars(query.order_by(Correction.id)))


def pixels_of(made: Correction) -> np.ndarray:
    """Return what a network sees of a correction: (28, 28) uint8."""
    return np.frombuffer(made.pixels, np.uint8).reshape(IMAGE_SIDE, IMAGE_SIDE)


def _shown_query() -> sa.Select[Correction, bool]:
    """Return a query for corrections, and whether an older one has the same lines."""
    other = aliased(Correction)
    older = sa.tuple_(other.created_at, other.id) < sa.tuple_(Correction.created_at, Correction.id)
    same = sa.select(other.id).where(other.digest == Correction.digest, older)
    return sa.select(Correction, same.exists())


def _shown(made: Correction, is_duplicate: bool) -> dict[str, Any]:
    values = {name: value for name, value in row_values(made).items() if name not in PRIVATE}
    return {
        **values,
        "is_duplicate": bool(is_duplicate),
        "is_nearly_blank": made.size < NEARLY_BLANK,
    }
