"""The collection's card: how much there is of what, how it differs from MNIST, how it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from nnet.collection.queries import Filter, each_correction, pixels_of, still_kept
from nnet.collection.tables import STATES, Correction
from nnet.core.data import IMAGE_SIDE
from nnet.core.evaluation import outputs_for
from nnet.core.metrics import CLASSES, wilson_interval
from nnet.core.network import Network
from nnet.imaging.size_normalisation import DIGIT_SIDE
from nnet.parallel.threads import map_on_cores
from nnet.store.runs import RunStore

ACCEPTED = Filter(state="accepted")

MNIST_SIZE = DIGIT_SIDE / IMAGE_SIDE
"""The longer side of each of MNIST's digits, as a share of its picture's."""

QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class AcceptedDigits:
    """What may be learned from, and is a digit.

    pixels        (n, 28, 28) uint8, as a network sees them
    labels        (n,) which digits they are
    contributors  whose they are
    """

    pixels: np.ndarray
    labels: np.ndarray
    contributors: Sequence[str]

    def __len__(self) -> int:
        return len(self.labels)


def accepted_digits(store: RunStore) -> AcceptedDigits:
    """Return the digits that the owner has accepted: 16 MB of pixels at most."""
    kept = [
        (pixels_of(made), made.label, made.contributor)
        for made in each_correction(store, Filter(state="accepted", is_none=False))
    ]
    pixels = np.empty((len(kept), IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    for place, (seen, _, _) in enumerate(kept):
        pixels[place] = seen
    labels = np.array([label for _, label, _ in kept], np.uint8)
    return AcceptedDigits(pixels, labels, [whose for _, _, whose in kept])


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


def measure_reading(network: Network, digits: AcceptedDigits) -> dict[str, Any] | None:
    """Return how many digits a network reads right, with a 95 % interval; None without any."""
    if not len(digits):
        return None
    answers = outputs_for(network, digits.pixels, map_on_cores).argmax(axis=1)
    right = int((answers == digits.labels).sum())
    low, high = wilson_interval(right, len(digits))
    return {"right": right, "count": len(digits), "low": max(low, 0.0), "high": min(high, 1.0)}


def _as_counts(rows: Iterable[Any]) -> dict[Any, int]:
    return {value: count for value, count in rows}


def _quartiles(values: np.ndarray) -> list[float] | None:
    """Return the quarter, the middle and the three quarters of values; None without any."""
    if not len(values):
        return None
    return [round(value, 4) for value in np.quantile(values, QUARTILES).tolist()]
