"""The scheduler of queued runs: they are trained in other processes, through Dask.

It looks into the store for runs that wait, claims as many as there are workers free, and hands them
over. Workers write to the store themselves; what is asked of a run reaches them through it. Several
servers on one store share its queue; of several processes on one instance folder one trains.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import TYPE_CHECKING, Any

from nnet.jobs.dask_cluster import Connection, WorkersUnavailable
from nnet.jobs.worker import train_claimed
from nnet.store.claimed_run import ClaimedRun, claim_next
from nnet.store.run_queue import has_queued, queue_silent, remove_expired_runs
from nnet.store.runs import StoreError
from webapp.background.leader_lock import LeaderLock
from webapp.background.poller import Poller
from webapp.store import RunSource

if TYPE_CHECKING:
    from distributed import Client, Future

SILENT_EVERY_S = 5.0
"""How often to look for runs whose process is gone, or whose time is over."""

LOST = "The process that trained it ended unexpectedly."

logger = logging.getLogger("webapp")


def free_cores() -> int:
    """Return how many runs are trained at the same time by default: a core is left for drawings."""
    return max(1, (os.cpu_count() or 1) - 1)


class RunScheduler:
    """Has the queued runs trained.

    runs       the store
    url        its address, for the workers
    scheduler  a running Dask scheduler's address; None for processes of this machine, which are
               started when they are first needed
    workers    how many of these; None for one on each core but one, 0 to train nothing here
    strokes    the path of a stroke file, for runs that use one
    leader     the lock of the process that trains
    poller     calls this
    data       the path of the folder whose sub-folders are data sets
    """

    def __init__(
        self,
        runs: RunSource,
        url: str,
        scheduler: str | None,
        workers: int | None,
        strokes: str | None,
        leader: LeaderLock,
        poller: Poller,
        data: str | None = None,
    ) -> None:
        workers = free_cores() if workers is None else workers
        self._runs = runs
        self._url = url
        self._sources = (strokes, data)
        self._leader = leader
        self._poller = poller
        self.possible = workers > 0 or scheduler is not None
        self._connection = Connection(scheduler, workers)
        # Dask cancels a call that nobody keeps the future of.
        self._training: dict[ClaimedRun, Future] = {}
        self._lock = threading.Lock()
        self._is_stopping = False
        self._looked_for_silent = 0.0
        if self.possible:
            poller.add("Training what is queued", self._poll, self._stop, self._disconnect)

    def wake(self) -> None:
        """Look into the queue now."""
        self._poller.wake()

    def _poll(self) -> None:
        """Hand over what waits, as far as workers are free."""
        if not self._leader.acquire():
            return
        store = self._runs.get()
        if time.monotonic() - self._looked_for_silent >= SILENT_EVERY_S:
            self._looked_for_silent = time.monotonic()
            queue_silent(store)
            remove_expired_runs(store)
        if not has_queued(store):
            return
        try:
            self._hand_over()
        except StoreError:
            raise
        except (OSError, ValueError, RuntimeError) as error:
            self._disconnect()
            raise WorkersUnavailable(str(error)) from error

    def _hand_over(self) -> None:
        if self._connection.is_broken:
            self._disconnect()
        client = self._connection.client()
        slots = sum(client.nthreads().values())
        while not self._is_stopping and len(self._training) < slots:
            run = claim_next(self._runs.get())
            if run is None:
                return
            self._submit(client, run)

    def _submit(self, client: Client, run: ClaimedRun) -> None:
        arguments = (run.run_id, run.attempt, self._url, *self._sources)
        future = client.submit(train_claimed, *arguments, pure=False, retries=0)
        with self._lock:
            self._training[run] = future
        future.add_done_callback(lambda done: self._note_end(run, done))

    def _note_end(self, run: ClaimedRun, future: Any) -> None:
        """Take note of a run that ended, or whose worker did."""
        with self._lock:
            self._training.pop(run, None)
        if self._is_stopping:
            return
        try:
            if future.status == "cancelled":  # with the connection to its scheduler: no fault of it
                run.give_back()
            elif future.status != "finished":
                run.lose(LOST)
        except StoreError as error:
            logger.warning("Run %s is left to be found silent: %s", run.run_id, error)
        self._poller.wake()

    def _stop(self) -> None:
        """Queue again what is being trained."""
        self._is_stopping = True
        with self._lock:
            training = list(self._training)
        for run in training:
            try:
                run.give_back()
            except StoreError as error:
                logger.warning("Run %s could not be queued again: %s", run.run_id, error)

    def _disconnect(self) -> None:
        """End the workers."""
        with self._lock:
            self._training.clear()
        self._connection.close()
