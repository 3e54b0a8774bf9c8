"""The run store as the web application uses it: prepared when it is first needed.

A store that does not answer keeps a few requests waiting, for a bounded time; others are told at
once that it cannot be used.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from flask import has_request_context

from nnet.store.runs import RunStore, StoreUnavailable
from webapp.http.gate import STORING, Gate, place_for_request
from webapp.http.problems import Problem

PATIENCE_S = 2.0
"""How long to wait for a store that is locked or silent."""

logger = logging.getLogger("webapp")


class RunSource:
    """The run store, prepared before it is first used.

    A store that cannot be reached while the server starts keeps nobody from drawing: preparing it
    is tried again whenever it is asked for.
    """

    def __init__(self, url: str) -> None:
        self._gate = Gate(STORING)
        self._store = RunStore(url, PATIENCE_S, self._admit)
        self._prepared = False
        self._preparing = threading.Lock()
        self._before_close: list[Callable[[], None]] = []

    def prepare(self) -> None:
        """Prepare the store if possible; raises only what waiting cannot heal."""
        try:
            self.get()
        except StoreUnavailable as error:
            logger.warning(
                "The store of runs cannot be used yet, and will be tried again: %s", error
            )

    def get(self) -> RunStore:
        """Return the prepared store; raises ``StoreUnavailable``."""
        if not self._prepared:
            with self._admit():
                self._prepare()
        return self._store

    def before_close(self, end: Callable[[], None]) -> None:
        """Have something ended that uses the store by itself, before it is closed."""
        self._before_close.append(end)

    @contextmanager
    def _admit(self) -> Iterator[None]:
        """Have a request wait for one of the places of those that use the store."""
        with ExitStack() as stack:
            if has_request_context():  # background threads are few
                try:
                    stack.enter_context(place_for_request(self._gate))
                except Problem:
                    raise StoreUnavailable("As many wait for the store as may.") from None
            yield

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
        """Close the connections to the store."""
        for end in self._before_close:
            end()
        self._store.close()
