"""The run store as the web application uses it: prepared when it is first needed."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from multiprocessing.util import Finalize

from nnet.store.runs import RunStore, StoreError, StoreUnavailable

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
            with self._preparing:
                if not self._prepared:
                    self._store.prepare()
                    self._prepared = True
        return self._store

    def before_close(self, end: Callable[[], None]) -> None:
        """Have something ended that uses the store by itself, before it is closed."""
        self._before_close.append(end)

    def close_at_exit(self) -> None:
        """Close when the program ends, if that has not been done by then."""
        # Not atexit, and after what writes to the store: see ``Poller.start_until_exit``.
        self._at_exit = Finalize(None, self.close, exitpriority=50)

    def close(self) -> None:
        """Close the connections to the store, and leave its file complete."""
        if self._at_exit is not None:
            self._at_exit.cancel()
        for end in self._before_close:
            end()
        if self._prepared:
            with contextlib.suppress(StoreError):
                self._store.complete_file()
        self._store.close()
