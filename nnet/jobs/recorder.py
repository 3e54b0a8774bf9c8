"""What joins a training to the run store: it writes down what is reached, and hears its owner."""

from __future__ import annotations

import dataclasses
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TypeVar

import numpy as np

from nnet.core.evaluation import EpochMetrics
from nnet.core.network import Network
from nnet.core.training import Callback, Progress
from nnet.models.archive import dump_arrays
from nnet.models.checkpoint import dump_model
from nnet.models.config import Config
from nnet.store.queue import Orders, beat, report
from nnet.store.rate_changes import kept_rate_changes, note_rate_change
from nnet.store.run_rows import Superseded
from nnet.store.runs import RunStore, StoreUnavailable

REPORT_EVERY_S = 0.5
"""How often the store hears of the progress; that is a write of a few hundred bytes."""

BEAT_EVERY_S = 3.0

RETRY_S = 1.0
"""How long to wait for a store that is locked, full or out of reach."""

Answer = TypeVar("Answer")


class Stopped(Exception):
    """The run's owner asked it to stop."""


class Recorder(Callback):
    """Writes each finished epoch into the store, with what evaluates it and what continues it.

    Checkpoints: ``last``; ``best``, of the highest validation accuracy, the earlier one where two
    are equal; and ``resume``, from which the training goes on as if it had never been interrupted.

    In between it reports how far the epoch is, and does what the run's owner asks: it pauses, goes
    on with another learning rate, or raises ``Stopped``. ``Superseded`` comes from the store when
    the run is no longer this process's.

    attempt     which attempt at the run this is
    best        the highest validation accuracy so far, if there is one
    duration_s  how long the run had taken before it was interrupted
    """

    def __init__(
        self,
        store: RunStore,
        run_id: str,
        attempt: int,
        config: Config,
        best: float | None = None,
        duration_s: float = 0.0,
    ) -> None:
        self._store = store
        self._run_id = run_id
        self._attempt = attempt
        self._config = config
        self._best = -1.0 if best is None else best
        self._reported = time.monotonic()
        self._started = self._reported - duration_s
        self._epoch_started = self._reported

    def on_start(self, progress: Progress) -> None:
        """Go on with the learning rate that was chosen before, or hear of another one."""
        orders = waited_for(lambda: self._report("running", progress))
        identity = (self._store, self._run_id, self._attempt)
        changes = waited_for(lambda: kept_rate_changes(*identity, progress.epoch))
        if changes:
            progress.rate = changes[-1]["new"]
        self._obey(orders, progress)

    def on_step(self, progress: Progress) -> None:
        """Report and obey, twice a second."""
        now = time.monotonic()
        if progress.step == 1:
            self._epoch_started = now
        if now - self._reported >= REPORT_EVERY_S:
            # The next one may get through; a missed report loses nothing.
            try:
                orders = self._report("running", progress)
            except StoreUnavailable:
                self._reported = now
                return
            self._obey(orders, progress)

    def on_epoch(
        self, metrics: EpochMetrics, network: Network, state: Mapping[str, np.ndarray]
    ) -> None:
        """Record the epoch; a store that cannot be used is waited for."""
        content = dump_model(network, self._config)
        checkpoints = {"last": content, "resume": dump_arrays(state, {"epoch": metrics.epoch})}
        if metrics.validation_accuracy > self._best:
            self._best = metrics.validation_accuracy
            checkpoints["best"] = content
        row = dataclasses.asdict(metrics)
        duration = time.monotonic() - self._started

        def record() -> None:
            # A try may have got through without its answer: the epoch is then there already.
            run = self._store.run(self._run_id)
            if run is None or run["epochs_done"] < metrics.epoch:
                self._store.add_epoch(self._run_id, row, duration, checkpoints, self._attempt)

        waited_for(record)

    def _report(self, status: str, progress: Progress) -> Orders:
        self._reported = time.monotonic()
        seconds = max(self._reported - self._epoch_started, 1e-9)
        loss = progress.measure_loss() if progress.step else math.nan
        about = {
            "epoch": progress.epoch,
            "step": progress.step,
            "steps": progress.steps,
            "images_per_s": round(progress.images / seconds, 1),
            "seconds_left": round(seconds * (progress.steps / max(progress.step, 1) - 1), 1),
            "loss": loss if math.isfinite(loss) else None,
        }
        known = about if progress.step else None
        return report(self._store, self._run_id, self._attempt, status, known)

    def _obey(self, orders: Orders, progress: Progress) -> None:
        if orders.rate not in (None, progress.rate):
            self._change_rate(orders.rate, progress)
        if orders.wanted == "stop":
            raise Stopped
        if orders.wanted == "pause":
            self._pause(progress)

    def _change_rate(self, rate: float, progress: Progress) -> None:
        identity = (self._store, self._run_id, self._attempt)
        waited_for(lambda: note_rate_change(*identity, progress, rate))
        progress.rate = rate

    def _pause(self, progress: Progress) -> None:
        """Wait until the run's owner asks it to go on, or to stop."""
        began = time.monotonic()
        orders = waited_for(lambda: self._report("paused", progress))
        while orders.wanted not in ("resume", "stop"):
            time.sleep(REPORT_EVERY_S)
            orders = waited_for(lambda: self._report("paused", progress))
        waited = time.monotonic() - began
        self._started += waited
        self._epoch_started += waited
        # What it was asked may have changed meanwhile: the answer to this report counts.
        self._obey(waited_for(lambda: self._report("running", progress)), progress)


@contextmanager
def heart(store: RunStore, run_id: str, attempt: int) -> Iterator[None]:
    """Tell the store every few seconds that this process is alive, also between two steps.

    Measuring an epoch and drawing the next one's digits can take longer than a run may be silent.
    """
    ended = threading.Event()

    def beating() -> None:
        while not ended.wait(BEAT_EVERY_S):
            with suppress(StoreUnavailable):
                try:
                    beat(store, run_id, attempt)
                except Superseded:
                    return  # the training hears of it at its next step

    thread = threading.Thread(target=beating, daemon=True, name="heart")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def waited_for(write: Callable[[], Answer]) -> Answer:
    """Return what a write returns, tried until the store can be used."""
    while True:
        try:
            return write()
        except StoreUnavailable:
            time.sleep(RETRY_S)
