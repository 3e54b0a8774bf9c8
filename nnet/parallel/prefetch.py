"""Augmented digits, prepared in a second process while the first one trains."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import numpy as np
from threadpoolctl import threadpool_limits

from nnet.augmentation.augment import Augmentation, augment
from nnet.core.data import Dataset, SampleSource
from nnet.parallel.parent_death import end_with_parent

_digits = np.empty((0, 28, 28), np.uint8)
"""The second process's copy of the digits."""


class AugmentedEpochs:
    """The training digits of each epoch, distorted anew; to be closed at the end.

    An epoch's distortions depend on the seed and the epoch's number alone, wherever they are
    computed. While one epoch is in use the next one is prepared in a second process; should that
    process die, the work is done in this one. Where nothing changes there is no second process.

    epochs  the last epoch that will be asked for
    source  what makes further digits; they come after the dataset's
    labels  of all of them, the same in every epoch
    """

    def __init__(
        self,
        dataset: Dataset,
        settings: Augmentation,
        seed: int,
        epochs: int,
        source: SampleSource | None = None,
    ) -> None:
        self.labels = dataset.labels
        if source is not None:
            self.labels = np.concatenate([dataset.labels, source.labels])
        self._images = dataset.images
        self._settings = settings
        self._source = source
        self._seed = seed
        self._epochs = epochs
        self._pool: ProcessPoolExecutor | None = None
        self._next: tuple[int, Future[np.ndarray]] | None = None
        self._constant = settings.changes_nothing and source is None
        if not self._constant:
            # A fresh interpreter: a forked one would inherit locks in whatever state they are.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, context, _start, (dataset.images,))

    def close(self) -> None:
        """End the second process."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def dataset(self, epoch: int) -> Dataset:
        """Return the digits of an epoch with their labels."""
        return Dataset(self.images(epoch), self.labels)

    def images(self, epoch: int) -> np.ndarray:
        """Return the digits of an epoch, (n, 28, 28) uint8 in the order of ``labels``."""
        if self._constant:
            return self._images
        images = None
        # A dead process, and one that could not even be asked, leave the work to this one.
        with contextlib.suppress(BrokenProcessPool):
            if self._next is None or self._next[0] != epoch:
                self._next = self._prepare(epoch)
            images = self._next[1].result()
        with contextlib.suppress(BrokenProcessPool):
            self._next = self._prepare(epoch + 1) if epoch < self._epochs else None
        if images is None:
            images = _make_images(self._images, self._settings, self._source, self._seed, epoch)
        return images

    def _prepare(self, epoch: int) -> tuple[int, Future[np.ndarray]]:
        assert self._pool is not None
        return epoch, self._pool.submit(
            _prepare_images, self._settings, self._source, self._seed, epoch
        )


def _make_images(
    images: np.ndarray, settings: Augmentation, source: SampleSource | None, seed: int, epoch: int
) -> np.ndarray:
    # The epoch's own generator has the seed (seed, epoch): these are others.
    with threadpool_limits(1, "blas"):
        if source is not None:
            # What is distorted is blurred a little. Were only some of the digits, a network could
            # tell by that where a digit comes from, and would read crisp ones of MNIST worse.
            further = source.images(np.random.default_rng((seed, epoch, 2)))
            images = np.concatenate([images, further])
        return augment(images, settings, np.random.default_rng((seed, epoch, 1)))


def _start(images: np.ndarray) -> None:
    """Run first in the second process."""
    end_with_parent()
    global _digits
    _digits = images
    # Ctrl-C reaches every process of a terminal; the first one decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _prepare_images(
    settings: Augmentation, source: SampleSource | None, seed: int, epoch: int
) -> np.ndarray:
    return _make_images(_digits, settings, source, seed, epoch)
