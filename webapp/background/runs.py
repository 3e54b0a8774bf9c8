"""Trains what is queued: in processes of its own, through Dask, never in this one.

A thread looks into the store for runs that wait, claims as many as there are workers free, and
hands them over. Workers write to the store themselves; what is asked of a run reaches them through
it. Several servers on one store share its queue; of several processes on one instance folder one
trains.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import ExitStack
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any

from nnet.jobs.dask_cluster import connected
from nnet.jobs.worker import train_claimed
from nnet.store.queue import claim_next, give_back, has_queued, lost, queue_silent
from nnet.store.runs import StoreError
from webapp.background.leader_lock import Turn
from webapp.store import RunSource

if TYPE_CHECKING:
    from distributed import Client, Future

LOOK_EVERY_S = 1.0
SILENT_EVERY_S = 5.0
"""How often to look for runs that wait, and for those whose process is gone."""

CLOSING_S = 8.0
"""How long the workers may take to end."""

LOST = "The process that trained it ended unexpectedly."

logger = logging.getLogger("webapp")


def free_cores() -> int:
    """Return how many runs are trained at the same time by default: a core is left for drawings."""
    return max(1, (os.cpu_count() or 1) - 1)


class Jobs:
    """The training of queued runs.

    runs       the store
    url        its address, for the workers
    scheduler  a running Dask scheduler's address; None for processes of this machine, which are
               started when they are first needed
    workers    how many of these; None for one on each core but one, 0 to train nothing here
    strokes    the path of a stroke file, for runs that use one
    turn       whether it is up to this process
    """

    def __init__(
        self,
        runs: RunSource,
        url: str,
        scheduler: str | None = None,
        workers: int | None = None,
        strokes: str | None = None,
        turn: Turn | None = None,
    ) -> None:
        self._runs = runs
        self._url = url
        self._scheduler = scheduler
        self._workers = free_cores() if workers is None else workers
        self._strokes = strokes
        self._turn = turn or Turn()
        self._client: Client | None = None
        self._connection = ExitStack()
        self._training: dict[str, tuple[int, Future]] = {}
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._work, daemon=True, name="jobs")
        self._looked_for_silent = 0.0

    def start(self) -> None:
        """Begin to train what is queued, until the program ends; nothing, without workers."""
        if self._workers or self._scheduler:
            self._thread.start()
            # Not atexit, which the processes of multiprocessing, such as Granian's, pass over; and
            # before multiprocessing waits for every process that was started here.
            Finalize(None, self.close, exitpriority=100)

    def wake(self) -> None:
        """Look into the queue now."""
        self._woken.set()

    def close(self) -> None:
        """Queue again what is being trained, and end the workers."""
        if self._closing:
            return
        self._closing = True
        self._woken.set()
        with self._lock:
            going = [(run_id, attempt) for run_id, (attempt, _) in self._training.items()]
        for run_id, attempt in going:
            try:
                give_back(self._runs.get(), run_id, attempt)
            except StoreError as error:
                logger.warning("Run %s could not be queued again: %s", run_id, error)
        self._thread.join(CLOSING_S)

    def _work(self) -> None:
        while not self._closing:
            try:
                self._look()
            except StoreError as error:
                logger.warning("The queue of runs cannot be read just now: %s", error)
            except (OSError, ValueError, RuntimeError) as error:
                logger.warning("No worker can be reached to train the queued runs: %s", error)
                self._disconnect()
            except Exception:  # a thread that ends would leave every queued run waiting
                logger.exception("The queue could not be worked on, and will be again.")
            self._woken.wait(LOOK_EVERY_S)
            self._woken.clear()
        self._disconnect()

    def _look(self) -> None:
        """Hand over what waits, as far as workers are free."""
        if not self._turn.is_ours():
            return
        store = self._runs.get()
        if time.monotonic() - self._looked_for_silent >= SILENT_EVERY_S:
            self._looked_for_silent = time.monotonic()
            queue_silent(store)
        if not has_queued(store):
            return
        client = self._connected()
        slots = sum(client.nthreads().values())
        while not self._closing and len(self._training) < slots:
            run = claim_next(store)
            if run is None:
                return
            self._submit(client, run["id"], run["attempt"])

    def _connected(self) -> Client:
        if self._client is not None and self._client.status != "running":
            self._disconnect()
        if self._client is None:
            self._client = self._connection.enter_context(connected(self._scheduler, self._workers))
        return self._client

    def _disconnect(self) -> None:
        with self._lock:
            self._training.clear()
        self._client = None
        self._connection.close()
        self._connection = ExitStack()

    def _submit(self, client: Client, run_id: str, attempt: int) -> None:
        future = client.submit(
            train_claimed, run_id, attempt, self._url, self._strokes, pure=False, retries=0
        )
        with self._lock:
            self._training[run_id] = (attempt, future)
        future.add_done_callback(lambda done: self._ended(run_id, attempt, done))

    def _ended(self, run_id: str, attempt: int, future: Any) -> None:
        """Take note of a run that ended, or whose worker did."""
        with self._lock:
            self._training.pop(run_id, None)
        if self._closing:
            return
        try:
            if future.status == "cancelled":  # with the connection to its scheduler: no fault of it
                give_back(self._runs.get(), run_id, attempt)
            elif future.status != "finished":
                lost(self._runs.get(), run_id, attempt, LOST)
        except StoreError as error:
            logger.warning("Run %s is left to be found silent: %s", run_id, error)
        self._woken.set()
