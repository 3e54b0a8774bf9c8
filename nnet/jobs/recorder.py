"""The callback that joins a training to the run store: it records epochs, and obeys the owner."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TypeVar

import numpy as np

from nnet.core.evaluation import EpochMetrics
from nnet.core.network import Network
from nnet.core.training import Callback, Progress
from nnet.jobs.pace import Pace
from nnet.models.archive import dump_arrays
from nnet.models.checkpoint import dump_model
from nnet.models.config import Config
from nnet.models.summary import MAX_KEPT_BYTES, MAX_KEPT_EPOCHS
from nnet.store.claimed_run import ClaimedRun, Orders
from nnet.store.queue import Superseded
from nnet.store.runs import StoreUnavailable

REPORT_EVERY_S = 0.5
"""How often the store hears of the progress; that is a write of a few hundred bytes."""

HEARTBEAT_EVERY_S = 3.0

RETRY_S = 1.0
"""How long to wait for a store that is locked, full or out of reach."""

Answer = TypeVar("Answer")


class Stopped(Exception):
    """The run's owner asked it to stop."""


class OutOfTime(Exception):
    """A training took longer than it may; the text says so."""


class Recorder(Callback):
    """Writes each finished epoch into the store, with what evaluates it and what continues it.

    Checkpoints: ``last``; ``best``, of the highest validation accuracy, the earlier one where two
    are equal; and ``resume``, from which the training goes on as if it had never been interrupted.

    In between it reports how far the epoch is, and does what the run's owner asks: it pauses, goes
    on with another learning rate, or raises ``Stopped``. ``Superseded`` comes from the store when
    the run is no longer this process's.

    run         the run, which this process trains
    best        the highest validation accuracy so far, if there is one
    duration_s  how long the run had taken before it was interrupted
    """

    def __init__(
        self,
        run: ClaimedRun,
        config: Config,
        best: float | None = None,
        duration_s: float = 0.0,
    ) -> None:
        self._run = run
        self._config = config
        self._best = -1.0 if best is None else best
        self._reported = time.monotonic()
        self._started = self._reported - duration_s
        self._pace = Pace()

    def on_start(self, progress: Progress) -> None:
        """Go on with the learning rate that was chosen before, or hear of another one."""
        orders = retry_until_available(lambda: self._report("running", progress))
        changes = retry_until_available(lambda: self._run.keep_rate_changes(progress.epoch))
        if changes:
            progress.rate = changes[-1]["new"]
        self._obey(orders, progress)

    def on_step(self, progress: Progress) -> None:
        """Report and obey, twice a second."""
        now = time.monotonic()
        self._pace.note(progress, now)
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
        kept = _keep(network, self._config, metrics.epoch) if self._config.keep_epochs else None
        row = dataclasses.asdict(metrics)
        duration = time.monotonic() - self._started

        def record() -> None:
            # A try may have got through without its answer: the epoch is then there already.
            run = self._run.values()
            if run is None or run["epochs_done"] < metrics.epoch:
                self._run.add_epoch(row, duration, checkpoints, kept)

        retry_until_available(record)

    def _report(self, status: str, progress: Progress) -> Orders:
        self._reported = time.monotonic()
        if not progress.step:
            return self._run.report(status, None)
        about = {"epoch": progress.epoch, "step": progress.step, "steps": progress.steps}
        pace = self._pace.describe(progress, self._reported)
        return self._run.report(status, {**about, **pace})

    def _obey(self, orders: Orders, progress: Progress) -> None:
        rate = orders.learning_rate
        if rate is not None and rate != progress.rate:
            retry_until_available(lambda: record_rate_change(self._run, progress, rate))
            progress.rate = rate
        if orders.action == "stop":
            raise Stopped
        if orders.action == "pause":
            self._pause(progress)

    def _pause(self, progress: Progress) -> None:
        """Wait until the run's owner asks it to go on, or to stop."""
        began = time.monotonic()
        orders = retry_until_available(lambda: self._report("paused", progress))
        while orders.action not in ("resume", "stop"):
            time.sleep(REPORT_EVERY_S)
            orders = retry_until_available(lambda: self._report("paused", progress))
        waited = time.monotonic() - began
        self._started += waited
        self._pace.skip(waited)
        # What it was asked may have changed meanwhile: the answer to this report counts.
        self._obey(retry_until_available(lambda: self._report("running", progress)), progress)


def _keep(network: Network, config: Config, epoch: int) -> bytes | None:
    """Return what is kept of an epoch; None once a run has all that is kept of one.

    Float16 halves it, where no number is too large for that.
    """
    with np.errstate(over="ignore"):
        halves = [array.astype(np.float16) for array in network.named_arrays().values()]
    fits = all(np.isfinite(array).all() for array in halves)
    content = dump_model(network, config, dtype=np.float16 if fits else np.float32)
    # More epochs may have been added since it was started.
    has_room = epoch <= MAX_KEPT_EPOCHS and epoch * len(content) <= 2 * MAX_KEPT_BYTES
    return content if has_room else None


class TimeLimit(Callback):
    """Raises ``OutOfTime`` at the first step after a time is over."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def on_step(self, progress: Progress) -> None:
        """Look at the time."""
        if time.monotonic() > self._end:
            raise OutOfTime(
                f"This took longer than {self._seconds:.0f} seconds, which is all that a visitor's "
                "run is given. Ask the owner of this server to train it."
            )


def record_rate_change(run: ClaimedRun, progress: Progress, new: float) -> None:
    """Record that a training goes on with another learning rate from here."""
    # Before the first step, progress tells of the epoch before.
    whole = progress.epoch - 1 if progress.step else progress.epoch
    run.add_rate_change(
        {
            "epoch": whole + 1,
            "step": progress.step,
            "position": round(whole + progress.step / max(progress.steps, 1), 4),
            "old": progress.rate,
            "new": new,
        }
    )


@contextmanager
def send_heartbeats(run: ClaimedRun) -> Iterator[None]:
    """Tell the store every few seconds that this process is alive, also between two steps.

    Measuring an epoch and drawing the next one's digits can take longer than a run may be silent.
    """
    ended = threading.Event()

    def send() -> None:
        while not ended.wait(HEARTBEAT_EVERY_S):
            with suppress(StoreUnavailable):
                try:
                    run.heartbeat()
                except Superseded:
                    return  # the training hears of it at its next step

    thread = threading.Thread(target=send, daemon=True, name="heartbeats")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def retry_until_available(write: Callable[[], Answer]) -> Answer:
    """Return what a write returns, which is tried again until the store can be used."""
    while True:
        try:
            return write()
        except StoreUnavailable:
            time.sleep(RETRY_S)
