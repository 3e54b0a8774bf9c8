"""A thread that calls functions at regular intervals: all that the server does unasked.

There are two in each process. One has the queued runs trained and the requested studies computed.
The other one follows the choice of the network, twice a second: it must not wait for the first,
which may be busy for seconds connecting to Dask or starting processes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.util import Finalize

from nnet.jobs.dask_cluster import WorkersUnavailable
from nnet.store.runs import StoreError

STOP_S = 8.0
"""How long the thread may take to end."""

logger = logging.getLogger("webapp")


def _nothing() -> None:
    """Do nothing."""


@dataclass
class _Task:
    """A function that is polled; ``Poller.add`` describes it."""

    name: str
    poll: Callable[[], None]
    stop: Callable[[], None]
    release: Callable[[], None]
    is_failing: bool = False


class Poller:
    """Calls functions every so often, one after the other, in a daemon thread of its own.

    A function that raises is called again at the next turn. That the store or Dask is out of reach
    is logged once, until the function succeeds again; anything else is logged with its traceback.

    name        the thread's
    interval_s  how long it waits between two turns, unless it is woken
    """

    def __init__(self, name: str, interval_s: float) -> None:
        self._interval_s = interval_s
        self._tasks: list[_Task] = []
        self._woken = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._work, daemon=True, name=name)

    def add(
        self,
        name: str,
        poll: Callable[[], None],
        stop: Callable[[], None] = _nothing,
        release: Callable[[], None] = _nothing,
    ) -> None:
        """Have a function called from the start on.

        name     what the log calls it
        stop     called first of all when the poller is stopped, in the thread that stops it
        release  called last of all, in the poller's thread
        """
        self._tasks.append(_Task(name, poll, stop, release))

    def start(self) -> None:
        """Begin, if there is anything to call."""
        if self._tasks:
            self._thread.start()

    def start_until_exit(self) -> None:
        """Begin, and stop when the program ends."""
        self.start()
        if self._tasks:
            # Not atexit, which the processes of multiprocessing, such as Granian's, pass over; and
            # before multiprocessing waits for every process that was started here.
            Finalize(None, self.stop, exitpriority=100)

    def wake(self) -> None:
        """Have the next turn now."""
        self._woken.set()

    def stop(self) -> None:
        """End the thread, and wait for that."""
        if self._is_stopping:
            return
        self._is_stopping = True
        self._woken.set()
        for task in self._tasks:
            task.stop()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def _work(self) -> None:
        while not self._is_stopping:
            for task in self._tasks:
                self._poll(task)
            self._woken.wait(self._interval_s)
            self._woken.clear()
        for task in self._tasks:
            try:
                task.release()
            except Exception:
                logger.exception("%s came to no good end.", task.name)

    def _poll(self, task: _Task) -> None:
        try:
            task.poll()
        except (StoreError, WorkersUnavailable) as error:
            if not task.is_failing:
                logger.warning("%s, not possible just now: %s", task.name, error)
            task.is_failing = True
        except Exception:  # a thread that ends would leave everything undone
            logger.exception("%s failed, and will be tried again.", task.name)
        else:
            task.is_failing = False
