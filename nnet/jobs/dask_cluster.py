"""Dask: calls side by side, in processes of this machine or of many."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distributed import Client

SETTINGS = {
    # A call may start a process itself, which Dask's daemons cannot.
    "distributed.worker.daemon": False,
    # One whose process died is reported, not tried again.
    "distributed.scheduler.allowed-failures": 0,
    # Without Dask's threshold for malloc, which gives back and asks for every array's memory anew,
    # and without its profiler, which stops a training a hundred times a second.
    "distributed.nanny.pre-spawn-environ": dict.fromkeys(
        ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), 1
    ),
    "distributed.worker.profile.enabled": False,
    # Nobody looks at Dask's own pages, which tell any user of the machine what goes on.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.nanny.http.routes": [],
}
"""How Dask runs the processes that are started here."""

CONNECT_S = 10
"""How long a scheduler elsewhere may take to answer."""

_starting = threading.Lock()
"""Dask imports parts of itself as a cluster starts, which two threads at once do not survive."""


def run_side_by_side(
    function: Callable[..., Any],
    calls: Sequence[tuple[Any, ...]],
    workers: int,
    scheduler: str | None = None,
) -> Iterator[tuple[int, Any]]:
    """Call a function with each tuple of arguments; yield each call's number and its result.

    Yields in the order in which the calls end. A call that raises yields its exception, and so does
    one whose process died: the others go on. Processes that were started here end with the
    iteration.

    workers    how many processes to start at most, one call at a time in each
    scheduler  the address of a running Dask scheduler, whose workers are used instead

    Raises ``ValueError`` when there is no scheduler at that address.
    """
    if not calls:
        return
    from distributed import as_completed

    with open_client(scheduler, min(workers, len(calls))) as client:
        futures = {
            client.submit(function, *arguments, pure=False): index
            for index, arguments in enumerate(calls)
        }
        for future in as_completed(list(futures)):
            error = future.exception()
            yield futures[future], error if error is not None else future.result()
            future.release()


@contextmanager
def open_client(scheduler: str | None, workers: int) -> Iterator[Client]:
    """Connect to a scheduler, or to one that is started here with its workers."""
    # Imported here, since it takes a while and nothing else needs it.
    import dask
    from distributed import Client, LocalCluster, Security

    with dask.config.set(SETTINGS):
        if scheduler is not None:
            try:
                client = Client(scheduler, timeout=CONNECT_S)
            except (OSError, ValueError) as error:
                raise ValueError(f"No Dask scheduler answers at {scheduler} ({error}).") from None
            with client:
                yield client
            return
        with _starting, _ignore_ctrl_c():
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                memory_limit=0,  # no limit: a killed training is worse than a full memory
                dashboard_address="127.0.0.1:0",  # a fixed port could be another cluster's
                # A port of this machine is open to all its users, and whoever may submit calls can
                # run anything: only who holds the keys, which are in memory alone, is let in.
                security=Security.temporary(),
                silence_logs=logging.CRITICAL,
            )
        with cluster, Client(cluster) as client:
            yield client


class WorkersUnavailable(RuntimeError):
    """No process can be reached that would make calls; the text says why."""


class Connection:
    """A connection to Dask that is made when it is first needed, and anew when it broke.

    scheduler  the address of a running Dask scheduler; None to start one here
    workers    how many processes to start where there is none
    """

    def __init__(self, scheduler: str | None, workers: int) -> None:
        self._scheduler = scheduler
        self._workers = workers
        self._client: Client | None = None
        self._opened = ExitStack()

    @property
    def is_broken(self) -> bool:
        """Whether there was a connection, and its scheduler is gone."""
        return self._client is not None and self._client.status != "running"

    def client(self) -> Client:
        """Return the client, connected; raises ``WorkersUnavailable``. It can take some seconds."""
        if self.is_broken:
            self.close()
        if self._client is None:
            try:
                self._client = self._opened.enter_context(
                    open_client(self._scheduler, self._workers)
                )
            except (OSError, ValueError, RuntimeError) as error:
                self.close()
                raise WorkersUnavailable(f"No worker can be reached: {error}") from error
        return self._client

    def close(self) -> None:
        """Disconnect, and end the processes that were started."""
        self._client = None
        opened, self._opened = self._opened, ExitStack()
        opened.close()


@contextmanager
def _ignore_ctrl_c() -> Iterator[None]:
    """Start processes that ignore Ctrl-C, which reaches every process of a terminal.

    Processes inherit what is ignored; this one decides what Ctrl-C means, and ends them.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does, and only it gets them
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
