"""The call that trains one run of the store in a worker's process."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from threadpoolctl import threadpool_limits

from nnet.core.data import Splits, load_mnist
from nnet.datasets.library import DataLibrary
from nnet.jobs.experiment import train_claimed_run
from nnet.store.claimed_run import ClaimedRun
from nnet.store.runs import RunStore

NICENESS = 5
"""How far a worker steps back for processes that somebody waits for (POSIX's nice values)."""


def train_claimed(
    run_id: str, attempt: int, url: str, strokes: str | None, data: str | None = None
) -> str:
    """Train a run that was claimed from the queue and return how that ended.

    url      the store, which has to be within the worker's reach
    strokes  the path of a stroke file, for runs that use one
    data     the path of the folder whose sub-folders are data sets, for runs that use one
    """
    step_back()
    store = RunStore(url)
    try:
        # The runs keep the cores busy; threads of BLAS beside them would only be in the way.
        with threadpool_limits(1, "blas"):
            paths = [Path(strokes)] if strokes else []
            run, library = ClaimedRun(store, run_id, attempt), library_at(data)
            return train_claimed_run(run, splits(), paths, library).status
    finally:
        store.close()


def step_back() -> None:
    """Let other processes of the machine go first, where the system can."""
    if hasattr(os, "nice"):
        os.nice(max(0, NICENESS - os.nice(0)))


def library_at(directory: str | None) -> DataLibrary:
    """Return where data sets are, by the path of their folder."""
    return DataLibrary(Path(directory) if directory else None)


@functools.cache
def splits() -> Splits:
    """Read the digits once in each worker."""
    return load_mnist()
