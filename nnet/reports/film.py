"""The film that ships: a recorded run trained again, its network kept after every epoch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nnet.core.data import Dataset, Splits
from nnet.core.evaluation import EpochMetrics, outputs_for
from nnet.core.network import Network
from nnet.core.training import Callback
from nnet.interpretation.film import dump_film
from nnet.jobs.trainer import train
from nnet.models.config import Config

MANY = 1000
"""Arrays with fewer numbers stay float32: they are small, and each number counts for more."""


class OtherRun(ValueError):
    """A training came out differently from the record that it should repeat."""


class _Keeper(Callback):
    """Keeps the arrays of each epoch, as small as the test digits allow."""

    def __init__(self, config: Config, test: Dataset) -> None:
        self.frames: list[dict[str, np.ndarray]] = []
        self.accuracies: list[float] = []
        self._config, self._test = config, test

    def on_epoch(
        self, metrics: EpochMetrics, network: Network, state: Mapping[str, np.ndarray]
    ) -> None:
        self.keep(network)

    def keep(self, network: Network) -> None:
        """Keep a network: in float16 where it then answers all test digits as before."""
        answers = outputs_for(network, self._test.images).argmax(axis=1)
        exact = {name: array.copy() for name, array in network.named_arrays().items()}
        halved = {
            name: array.astype(np.float16) if array.size >= MANY else array
            for name, array in exact.items()
        }
        other = self._config.create_network()
        for name, array in other.named_arrays().items():
            np.copyto(array, halved[name])
        same = np.array_equal(outputs_for(other, self._test.images).argmax(axis=1), answers)
        self.frames.append(halved if same else exact)
        self.accuracies.append(float(np.mean(answers == self._test.labels)))


def train_film(
    record: Mapping[str, Any], splits: Splits, report: Callable[[EpochMetrics], None]
) -> bytes:
    """Train a recorded run again and return its film.

    record  a history file's content: the run, and the metrics of each epoch
    report  is told of each epoch

    Raises ``OtherRun`` as soon as an epoch is not exactly the recorded one: figures and pictures
    on the film's page belong together. One thread of BLAS adds up in the same order every time.
    """
    config = Config.from_dict(record["run"]["config"])
    network, keeper = config.create_network(), _Keeper(config, splits.test)
    keeper.keep(network)
    recorded = record["metrics"]

    class Comparison(Callback):
        def on_epoch(
            self, metrics: EpochMetrics, network: Network, state: Mapping[str, np.ndarray]
        ) -> None:
            expected = recorded[metrics.epoch - 1]
            if metrics.train_loss != expected["train_loss"]:
                raise OtherRun(
                    f"Epoch {metrics.epoch} ended with a training loss of {metrics.train_loss}, "
                    f"and the record has {expected['train_loss']}: this processor or NumPy rounds "
                    "differently from those that the record was made with."
                )
            report(metrics)

    with threadpool_limits(1, "blas"):
        train(config, network, splits, callbacks=[Comparison(), keeper])
    return dump_film(config, record["run"]["name"], keeper.frames, keeper.accuracies)
