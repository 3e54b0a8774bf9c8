"""Has studies worked on: in a process of its own, through Dask, one after the other.

They wait in the store, whichever process was asked for them, until the one whose turn it is to
train claims them. The process that computes is not the one that trains, so that whoever waits for
an answer does not wait for a training to end. It is started when it is first needed, and ended when
nothing has been asked for a while.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING

from nnet.jobs.dask_cluster import connected
from nnet.jobs.studies import work_on
from nnet.store.runs import StoreError
from nnet.store.studies import claim_study, fail_study, keep_studies, waiting_studies
from webapp.background.leader_lock import Turn
from webapp.store import RunSource

if TYPE_CHECKING:
    from distributed import Client

LOOK_EVERY_S = 1.0
"""How often to look for what other processes were asked for."""

IDLE_S = 300.0
"""How long the process is kept without work."""

KEEP_EVERY_S = 4.0
"""How often the store hears that studies are still waited for."""

CLOSING_S = 8.0

LOST = "The process that was to compute it is gone. Ask for it again."

logger = logging.getLogger("webapp")


class Studies:
    """The studies that wait in the store.

    runs       the store
    url        its address, for the worker
    scheduler  a running Dask scheduler's address; None for a process of this machine
    strokes    the path of a stroke file, for configurations that use one
    possible   whether anything may be computed here
    turn       whether it is up to this process
    """

    def __init__(
        self,
        runs: RunSource,
        url: str,
        scheduler: str | None,
        strokes: str | None,
        possible: bool,
        turn: Turn,
    ) -> None:
        self.possible = possible or scheduler is not None
        self._runs = runs
        self._url = url
        self._scheduler = scheduler
        self._strokes = strokes
        self._turn = turn
        self._woken = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._work, daemon=True, name="studies")

    def start(self) -> None:
        """Begin to have studies worked on, until the program ends."""
        if self.possible:
            self._thread.start()
            Finalize(None, self.close, exitpriority=100)

    def wake(self) -> None:
        """Look into the store now."""
        self._woken.set()

    def close(self) -> None:
        """End the process; what it was at is shown as interrupted."""
        self._closing = True
        self._woken.set()
        self._thread.join(CLOSING_S)

    def _work(self) -> None:
        while not self._closing:
            try:
                if self._turn.is_ours() and waiting_studies(self._runs.get()):
                    self._have_all_done()
            except StoreError as error:
                logger.warning("What waits to be computed cannot be read just now: %s", error)
            except Exception:
                logger.exception("Nothing can be computed in the background just now.")
                self._fail_waiting()
            self._pause()

    def _pause(self) -> None:
        self._woken.wait(LOOK_EVERY_S)
        self._woken.clear()

    def _have_all_done(self) -> None:
        """Have done what waits, until nothing has for a while."""
        with connected(self._scheduler, 1) as client:
            while (study_id := self._next()) is not None:
                self._have_done(client, study_id)

    def _next(self) -> str | None:
        """Return the next study, or None when the process that computes is to end."""
        until = time.monotonic() + IDLE_S
        while not self._closing and time.monotonic() < until:
            if (study_id := claim_study(self._runs.get())) is not None:
                return study_id
            self._pause()
        return None

    def _have_done(self, client: Client, study_id: str) -> None:
        """Have one study worked on, and wait for its end."""
        from distributed import wait

        future = client.submit(work_on, study_id, self._url, self._strokes, pure=False, retries=0)
        while not self._closing:
            with contextlib.suppress(TimeoutError):
                wait(future, timeout=KEEP_EVERY_S)
                if future.status != "finished":
                    self._fail(study_id)
                return
            if client.status != "running":
                self._fail(study_id)
                raise ConnectionError("Dask's scheduler is gone.")
            self._keep(study_id)
        future.cancel()

    def _keep(self, study_id: str) -> None:
        """Tell the store that a study, and all that wait behind it, are still waited for."""
        try:
            store = self._runs.get()
            keep_studies(store, [study_id, *waiting_studies(store)])
        except StoreError as error:
            logger.warning("The store does not hear of what is computed: %s", error)

    def _fail(self, study_id: str) -> None:
        try:
            fail_study(self._runs.get(), study_id, LOST)
        except StoreError as error:
            logger.warning("Study %s is left to be found silent: %s", study_id, error)

    def _fail_waiting(self) -> None:
        with contextlib.suppress(StoreError):
            for study_id in waiting_studies(self._runs.get()):
                self._fail(study_id)
