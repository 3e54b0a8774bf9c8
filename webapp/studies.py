"""Has studies worked on: in a process of its own, through Dask, one after the other.

It is not the process that trains, so that whoever waits for an answer does not wait for a training
to end. It is started when it is first needed, and ended when nothing has been asked for a while.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING

from nnet.cluster import connected
from nnet.studies import fail_study, keep_studies
from nnet.studying import work_on
from nnet.tracking import StoreError
from webapp.run_source import RunSource

if TYPE_CHECKING:
    from distributed import Client

IDLE_S = 300.0
"""How long the process is kept without work."""

KEEP_EVERY_S = 4.0
"""How often the store hears that studies are still waited for."""

CLOSING_S = 8.0

LOST = "The process that was to compute it is gone. Ask for it again."

logger = logging.getLogger("webapp")


class Studies:
    """The studies that this server was asked for.

    runs       the store
    url        its address, for the worker
    scheduler  a running Dask scheduler's address; None for a process of this machine
    strokes    the path of a stroke file, for configurations that use one
    possible   whether anything may be computed here
    """

    def __init__(
        self, runs: RunSource, url: str, scheduler: str | None, strokes: str | None, possible: bool
    ) -> None:
        self.possible = possible or scheduler is not None
        self._runs = runs
        self._url = url
        self._scheduler = scheduler
        self._strokes = strokes
        self._waiting: queue.Queue[str] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def start(self) -> None:
        """End the process, if there is one then, when the program ends."""
        Finalize(None, self.close, exitpriority=100)

    def work_on(self, study_id: str) -> None:
        """Have a study worked on that is in the store."""
        with self._lock:
            self._waiting.put(study_id)
            self._begin()

    def close(self) -> None:
        """End the process; what it was at is shown as interrupted."""
        self._closing.set()
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(CLOSING_S)

    def _begin(self) -> None:
        """Start the thread unless it is there; the lock is held."""
        if self._thread is None and not self._closing.is_set():
            self._thread = threading.Thread(target=self._work, daemon=True, name="studies")
            self._thread.start()

    def _work(self) -> None:
        """Have done what waits, until nothing has for a while."""
        try:
            with connected(self._scheduler, 1) as client:
                while (study_id := self._next()) is not None:
                    self._have_done(client, study_id)
        except Exception:
            logger.exception("Nothing can be computed in the background just now.")
            while not self._waiting.empty():
                self._fail(self._waiting.get())
        finally:
            with self._lock:
                self._thread = None
                if not self._waiting.empty():  # asked for while the process was being ended
                    self._begin()

    def _next(self) -> str | None:
        """Return the next study, or None when this thread is to end."""
        until = time.monotonic() + IDLE_S
        while not self._closing.is_set() and time.monotonic() < until:
            with contextlib.suppress(queue.Empty):
                return self._waiting.get(timeout=0.5)
        return None

    def _have_done(self, client: Client, study_id: str) -> None:
        """Have one study worked on, and wait for its end."""
        from distributed import wait

        future = client.submit(work_on, study_id, self._url, self._strokes, pure=False, retries=0)
        while not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                wait(future, timeout=KEEP_EVERY_S)
                if future.status != "finished":
                    self._fail(study_id)
                return
            if client.status != "running":
                self._fail(study_id)
                raise ConnectionError("Dask's scheduler is gone.")
            self._keep([study_id, *self._waiting.queue])
        future.cancel()

    def _keep(self, study_ids: list[str]) -> None:
        try:
            keep_studies(self._runs.get(), study_ids)
        except StoreError as error:
            logger.warning("The store does not hear of what is computed: %s", error)

    def _fail(self, study_id: str) -> None:
        try:
            fail_study(self._runs.get(), study_id, LOST)
        except StoreError as error:
            logger.warning("Study %s is left to be found silent: %s", study_id, error)
