"""The collection's card: how much there is of what, how it differs from MNIST, how it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from nnet.collection.queries import Filter, choose_corrections, still_kept
from nnet.collection.tables import STATES, Correction
from nnet.core.data import IMAGE_SIDE
from nnet.core.metrics import CLASSES, wilson_interval
from nnet.imaging.png import encode_png
from nnet.imaging.size_normalisation import DIGIT_SIDE
from nnet.store.runs import RunStore
from nnet.strokes.drawing import draw_sketch
from nnet.strokes.types import Stroke
from nnet.strokes.validation import strokes_of

ACCEPTED = Filter(state="accepted")

MNIST_SIZE = DIGIT_SIDE / IMAGE_SIDE
"""The longer side of each of MNIST's digits, as a share of its picture's."""

QUARTILES = (0.25, 0.5, 0.75)


MAX_ASKED = 500
"""Accepted digits that are read as a visitor's are, which takes some milliseconds each: with so
many the share that is read right is known to two or three per cent."""

Answer = Callable[[bytes, Sequence[Stroke]], int | None]
"""What answers visitors: which digit it reads in a picture that strokes drew, or None."""


@dataclass(frozen=True)
class AcceptedDigit:
    """What may be learned from, and is a digit.

    label    which one
    strokes  that drew it, on a paper of ``SIDE`` pixels
    """

    label: int
    strokes: Sequence[Stroke]


def accepted_digits(store: RunStore) -> list[AcceptedDigit]:
    """Return digits that the owner has accepted; of very many, some evenly from all."""
    chosen = choose_corrections(store, Filter(state="accepted", is_none=False), MAX_ASKED)
    return [
        AcceptedDigit(made.label, strokes_of(made.strokes))
        for made in chosen
        if made.label is not None
    ]


def stamp_collection(store: RunStore) -> str:
    """Return a text that is another one whenever what is accepted is."""
    query = sa.select(Correction.id).where(*ACCEPTED.conditions()).order_by(Correction.id)
    with store.reading() as session:
        return hashlib.sha256("".join(session.scalars(query)).encode()).hexdigest()


def describe_collection(store: RunStore) -> dict[str, Any]:
    """Return the counts by state and by digit, and how the accepted ones are drawn, for JSON."""
    with store.reading() as session:
        states = sa.select(Correction.state, sa.func.count()).where(still_kept())
        of_state = _as_counts(session.execute(states.group_by(Correction.state)))
        accepted = [*ACCEPTED.conditions()]
        labels = sa.select(Correction.label, sa.func.count()).where(*accepted)
        of_label = _as_counts(session.execute(labels.group_by(Correction.label)))
        drawn = sa.select(Correction.pen_width, Correction.size).where(
            *accepted, Correction.label.is_not(None)
        )
        figures = np.array(session.execute(drawn).all(), np.float64).reshape(-1, 2)
        hands = sa.select(sa.func.count(Correction.contributor.distinct())).where(*accepted)
        contributors = session.scalars(hands).one()
    return {
        "states": {state: of_state.get(state, 0) for state in STATES},
        "digits": [of_label.get(digit, 0) for digit in range(CLASSES)],
        "none": of_label.get(None, 0),
        "contributors": contributors,
        "pen_width": _quartiles(figures[:, 0]),
        "size": _quartiles(figures[:, 1]),
        "mnist_size": MNIST_SIZE,
    }


def measure_answers(answer: Answer, digits: Sequence[AcceptedDigit]) -> dict[str, Any] | None:
    """Return how many digits are answered right, as a visitor is; None without any.

    ``right`` of ``count`` with its 95 % interval, and ``not_one``: how many are read as no digit,
    or as several.
    """
    if not digits:
        return None
    read = [
        answer(encode_png(np.asarray(draw_sketch(digit.strokes))), digit.strokes)
        for digit in digits
    ]
    right = sum(found == digit.label for found, digit in zip(read, digits, strict=True))
    low, high = wilson_interval(right, len(digits))
    return {
        "right": right,
        "not_one": read.count(None),
        "count": len(digits),
        "low": max(low, 0.0),
        "high": min(high, 1.0),
    }


def _as_counts(rows: Iterable[Any]) -> dict[Any, int]:
    return {value: count for value, count in rows}


def _quartiles(values: np.ndarray) -> list[float] | None:
    """Return the quarter, the middle and the three quarters of values; None without any."""
    if not len(values):
        return None
    return [round(value, 4) for value in np.quantile(values, QUARTILES).tolist()]
