"""Where a run's network is: in the store, or, of the run that the shipped model came from, here."""

from __future__ import annotations

import threading
from collections import OrderedDict

from nnet.checkpoint import CheckpointError, Model, parse_model
from nnet.tracking import RunStore
from webapp.problems import Problem, conflict
from webapp.recognizer import Recognizer

KEPT = 4
"""Networks that are kept; the largest take some ten megabytes."""


def network_epoch(store: RunStore, recognizer: Recognizer, run_id: str) -> int | None:
    """Return the epoch of the network that there is of a run, or None where there is none."""
    epoch = store.checkpoint_epoch(run_id)
    if epoch is None and (shipped := _shipped_as(recognizer, run_id)) is not None:
        epoch = shipped.config.epochs
    return epoch


def network_of(store: RunStore, recognizer: Recognizer, run_id: str) -> Model:
    """Return a run's last network; raises the problem of one that is missing or damaged (409)."""
    return _dated_network(store, recognizer, run_id)[1]


class Networks:
    """The last networks of the runs that were asked for last; threads may share it.

    A page that watches a training asks again after each epoch, and many pages may watch one.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[int, Model]] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def of(self, store: RunStore, recognizer: Recognizer, run_id: str) -> tuple[int, Model]:
        """Return a run's last network, and before it the epoch that it is of; raises 409."""
        epoch = network_epoch(store, recognizer, run_id)
        with self._one_at_a_time:
            if run_id not in self._kept or self._kept[run_id][0] != epoch:
                self._kept[run_id] = _dated_network(store, recognizer, run_id)
            self._kept.move_to_end(run_id)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[run_id]


def _dated_network(store: RunStore, recognizer: Recognizer, run_id: str) -> tuple[int, Model]:
    found = store.dated_checkpoint(run_id)
    if found is None:
        if (shipped := _shipped_as(recognizer, run_id)) is not None:
            return shipped.config.epochs, shipped
        raise without_network()
    epoch, content = found
    try:
        return epoch, parse_model(content, f"The network of run {run_id}")
    except CheckpointError:
        raise conflict("The network of this run is damaged. Train it again.") from None


def without_network() -> Problem:
    """Return the problem of a run whose figures alone are here."""
    return conflict("This run came without its network: only its figures are here.")


def _shipped_as(recognizer: Recognizer, run_id: str) -> Model | None:
    """Return the shipped model if it came from this run."""
    shipped = recognizer.shipped
    return shipped if shipped is not None and shipped.card.get("run_id") == run_id else None
