"""The run store as the web application uses it: prepared when it is first needed.

A store that does not answer keeps a few requests waiting, for a bounded time; others are told at
once that it cannot be used.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.util import Finalize

from flask import has_request_context

from nnet.store.runs import RunStore, StoreError, StoreUnavailable
from webapp.http.gate import STORING, Gate, place_for_request
from webapp.http.problems import Problem, store_unavailable

PATIENCE_S = 1.2
"""How long to wait for a store that is locked or silent."""

RECOVERY_S = 1.0
"""How often a store that keeps whoever asks it waiting in vain is asked again, by one request."""

logger = logging.getLogger("webapp")


class RunSource:
    """The run store, prepared before it is first used.

    A store that cannot be reached while the server starts keeps nobody from drawing: preparing it
    is tried again whenever it is asked for.
    """

    def __init__(self, url: str) -> None:
        self._gate = Gate(STORING)
        self._hanging_until = {True: 0.0, False: 0.0}
        self._store = RunStore(url, PATIENCE_S, self._admit)
        self._prepared = False
        self._preparing = threading.Lock()
        self._before_close: list[Callable[[], None]] = []
        self._at_exit: Finalize | None = None

    def prepare(self) -> None:
        """Prepare the store if possible; raises only what waiting cannot heal."""
        if self._store.is_empty_file():
            logger.warning(
                "The store's file is empty (0 bytes), and is made anew with the shipped runs. "
                "If there should be others, stop the server and restore a backup."
            )
        try:
            self.get()
        except StoreUnavailable as error:
            logger.warning(
                "The store of runs cannot be used yet, and will be tried again: %s", error
            )

    def get(self) -> RunStore:
        """Return the prepared store; raises ``StoreUnavailable``."""
        if not self._prepared:
            with self._admit(True):
                self._prepare()
        return self._store

    def before_close(self, end: Callable[[], None]) -> None:
        """Have something ended that uses the store by itself, before it is closed."""
        self._before_close.append(end)

    def close_at_exit(self) -> None:
        """Close when the program ends, if that has not been done by then."""
        # Not atexit, and after what writes to the store: see ``Poller.start_until_exit``.
        self._at_exit = Finalize(None, self.close, exitpriority=50)

    def require_usable(self, writes: bool) -> None:
        """Raise the problem of a store that kept somebody waiting in vain, until it is tried again.

        It may be locked for those who write and usable for those who read.
        """
        if time.monotonic() < self._hanging_until[writes]:
            raise store_unavailable()

    @contextmanager
    def _admit(self, writes: bool) -> Iterator[None]:
        """Have a request wait for one of the places of those that use the store."""
        with ExitStack() as stack:
            if has_request_context():  # background threads are few
                self.require_usable(writes)
                if self._hanging_until[writes]:  # others need not wait for how this one fares
                    self._hanging_until[writes] = time.monotonic() + RECOVERY_S
                try:
                    stack.enter_context(place_for_request(self._gate))
                except Problem:
                    raise store_unavailable() from None
            started = time.monotonic()
            try:
                yield
            except StoreUnavailable:
                if time.monotonic() - started >= PATIENCE_S:
                    self._hanging_until[writes] = time.monotonic() + RECOVERY_S
                raise
            self._hanging_until[writes] = 0.0

    def _prepare(self) -> None:
        """Prepare the store, unless somebody else does: that is waited for."""
        if not self._preparing.acquire(timeout=PATIENCE_S):
            raise StoreUnavailable("The store is being prepared. Try again soon.")
        try:
            if not self._prepared:
                self._store.prepare()
                self._prepared = True
        finally:
            self._preparing.release()

    def close(self) -> None:
        """Close the connections to the store, and leave its file complete."""
        if self._at_exit is not None:
            self._at_exit.cancel()
        for end in self._before_close:
            end()
        if self._prepared:
            with suppress(StoreError):
                self._store.complete_file()
        self._store.close()
