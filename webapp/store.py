"""The run store as the web application uses it: prepared when it is first needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from nnet.store.runs import RunStore, StoreUnavailable

logger = logging.getLogger("webapp")


class RunSource:
    """The run store, prepared before it is first used.

    A store that cannot be reached while the server starts keeps nobody from drawing: preparing it
    is tried again whenever it is asked for.
    """

    def __init__(self, url: str) -> None:
        self._store = RunStore(url)
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
            with self._preparing:
                if not self._prepared:
                    self._store.prepare()
                    self._prepared = True
        return self._store

    def before_close(self, end: Callable[[], None]) -> None:
        """Have something ended that uses the store by itself, before it is closed."""
        self._before_close.append(end)

    def close(self) -> None:
        """Close the connections to the store."""
        for end in self._before_close:
            end()
        self._store.close()
