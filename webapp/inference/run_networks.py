"""Networks of runs, each after the last epoch that was recorded."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from nnet.datasets.description import classes_of
from nnet.models.checkpoint import CheckpointError, Model, parse_model
from nnet.models.filters import first_layer
from nnet.store.runs import RunStore
from webapp.http.problems import Problem, conflict
from webapp.inference.cache import Cache, Turn
from webapp.inference.filter_pictures import describe_first_layer
from webapp.inference.samples import Described, TestedPictures, read_samples

MAX_NETWORKS = 4
"""Networks that are kept; the largest take some ten megabytes."""


def network_of(store: RunStore, run_id: str) -> Model:
    """Return a run's last network; raises the problem of one that is missing or damaged (409)."""
    return _dated_network(store, run_id)[1]


@dataclass(frozen=True)
class LastNetwork:
    """A run's network after its last epoch so far, and what is shown of it, computed once.

    pictures  those of the data that it learned from, if that is not MNIST
    """

    epoch: int
    model: Model
    pictures: TestedPictures

    @functools.cached_property
    def samples(self) -> dict[str, Any]:
        """What it answers to a dozen test digits."""
        return read_samples(self.model, self.epoch, self.pictures)

    @functools.cached_property
    def weights(self) -> dict[str, Any]:
        """The weights of its first layer; raises 409 where no layer has any."""
        first = first_layer(self.model.network)
        if first is None:
            raise conflict(gettext("No layer of this run's network has weights."))
        return describe_first_layer(first, self.epoch)


class Networks:
    """The last networks of the runs that were asked for last; threads may share it.

    A page that watches a training asks again after each epoch, and many pages may watch one.

    turn      makes what is held while a network is fetched
    pictures  those of the data that networks learned from, besides MNIST
    """

    def __init__(self, turn: Turn, pictures: TestedPictures) -> None:
        self._pictures = pictures
        self._cache: Cache[tuple[str, int | None], LastNetwork] = Cache(MAX_NETWORKS, turn)

    def of(self, store: RunStore, run_id: str) -> LastNetwork:
        """Return a run's last network; raises 409 where there is none."""
        epoch = store.checkpoint_epoch(run_id)

        def load() -> LastNetwork:
            return LastNetwork(*_dated_network(store, run_id), self._pictures)

        return self._cache.get((run_id, epoch), load)


def _dated_network(store: RunStore, run_id: str) -> tuple[int, Model]:
    found = store.dated_checkpoint(run_id)
    if found is None:
        raise without_network()
    epoch, content = found
    try:
        return epoch, parse_model(content, f"The network of run {run_id}")
    except CheckpointError:
        raise conflict(gettext("The network of this run is damaged. Train it again.")) from None


def without_network() -> Problem:
    """Return the problem of a run whose figures alone are here."""
    return conflict(gettext("This run came without its network: only its figures are here."))


def reads_no_drawings(described: Described) -> Problem:
    """Return the problem of a network that would have to read drawings, and has other classes."""
    return conflict(
        gettext(
            "This run's network reads the %(count)s classes of the data set %(name)s. Drawings are "
            "read by networks of the ten digits alone.",
            count=len(classes_of(described)),
            name="" if described is None else described["name"],
        )
    )
