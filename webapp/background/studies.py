"""The scheduler of studies: they are computed in another process, through Dask, one by one.

They wait in the store, whichever process was asked for them, until the one that trains claims them.
The process that computes is not one that trains, so that whoever waits for an answer does not wait
for a training to end. It is started when it is first needed, and ended when nothing has been
requested for a while.
"""

from __future__ import annotations

import contextlib
import logging
import time
from typing import TYPE_CHECKING

from nnet.jobs.dask_cluster import Connection, WorkersUnavailable
from nnet.jobs.studies import work_on_study
from nnet.store.runs import StoreError
from nnet.store.studies import claim_study, fail_study, keep_studies, waiting_studies
from webapp.background.leader_lock import LeaderLock
from webapp.background.poller import Poller
from webapp.store import RunSource

if TYPE_CHECKING:
    from distributed import Future

IDLE_S = 300.0
"""How long the process is kept without work."""

KEEP_EVERY_S = 4.0
"""How often the store hears that studies are still waited for."""

LOST = "The process that was to compute it is gone. Ask for it again."

logger = logging.getLogger("webapp")


class StudyScheduler:
    """Has the studies computed that wait in the store.

    runs       the store
    url        its address, for the worker
    scheduler  a running Dask scheduler's address; None for a process of this machine
    possible   whether anything may be computed on this machine
    strokes    the path of a stroke file, for configurations that use one
    leader     the lock of the process that trains
    poller     calls this
    data       the path of the folder whose sub-folders are data sets
    """

    def __init__(
        self,
        runs: RunSource,
        url: str,
        scheduler: str | None,
        possible: bool,
        strokes: str | None,
        leader: LeaderLock,
        poller: Poller,
        data: str | None = None,
    ) -> None:
        self.possible = possible or scheduler is not None
        self._runs = runs
        self._url = url
        self._sources = (strokes, data)
        self._leader = leader
        self._poller = poller
        self._connection = Connection(scheduler, 1)
        self._computing: tuple[str, Future] | None = None
        self._kept = self._busy = 0.0
        if self.possible:
            poller.add("Computing what was requested", self._poll, release=self._release)

    def wake(self) -> None:
        """Look into the store now."""
        self._poller.wake()

    def _poll(self) -> None:
        """See how the study is that is computed, and begin with the next one."""
        if self._computing is not None:
            self._follow(*self._computing)
        if self._computing is None and self._leader.acquire():
            self._begin()

    def _follow(self, study_id: str, future: Future) -> None:
        """Take note of a study's end, or tell the store that it is still waited for."""
        self._busy = time.monotonic()
        if self._connection.is_broken or future.status != "pending":
            self._computing = None
            if future.status != "finished":
                self._fail(study_id)
        elif time.monotonic() - self._kept >= KEEP_EVERY_S:
            self._keep(study_id)

    def _begin(self) -> None:
        """Have the next study computed, if one waits."""
        store = self._runs.get()
        if not waiting_studies(store):
            if time.monotonic() - self._busy >= IDLE_S:
                self._connection.close()
            return
        self._keep()  # connecting takes a while
        try:
            client = self._connection.client()
        except WorkersUnavailable:
            self._fail_waiting()
            raise
        if (study_id := claim_study(store)) is None:
            return
        try:
            arguments = (study_id, self._url, *self._sources)
            future = client.submit(work_on_study, *arguments, pure=False, retries=0)
        except Exception:
            self._fail(study_id)
            raise
        self._computing, self._busy = (study_id, future), time.monotonic()
        future.add_done_callback(lambda done: self._poller.wake())

    def _keep(self, *computing: str) -> None:
        """Tell the store that a study, and all that wait behind it, are still waited for."""
        store = self._runs.get()
        keep_studies(store, [*computing, *waiting_studies(store)])
        self._kept = time.monotonic()

    def _fail(self, study_id: str) -> None:
        try:
            fail_study(self._runs.get(), study_id, LOST)
        except StoreError as error:
            logger.warning("Study %s is left to be found silent: %s", study_id, error)

    def _fail_waiting(self) -> None:
        with contextlib.suppress(StoreError):
            for study_id in waiting_studies(self._runs.get()):
                self._fail(study_id)

    def _release(self) -> None:
        """End the process; what it was at is shown as interrupted."""
        if self._computing is not None:
            self._computing[1].cancel()
        self._connection.close()
