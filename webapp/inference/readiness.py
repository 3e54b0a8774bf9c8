"""Readiness: the server tries what it promises, one try at a time.

A picture is read and the store is read and written, each as a visitor's request would be and within
the same bounds.
"""

from __future__ import annotations

import functools
import logging
import threading
import time

import numpy as np

from nnet.imaging.png import encode_png
from nnet.store.runs import StoreError
from webapp.http.problems import Problem
from webapp.inference.cache import Turn
from webapp.inference.recognizer import Recognizer
from webapp.store import RunSource

KEPT_S = 1.0
"""How long it holds that all can be used: whoever asks more often puts no more load on the server.
What cannot be used is tried again at once, by one thread alone: who waits for it hears soon."""

logger = logging.getLogger("webapp")


class Readiness:
    """Tries whether drawings can be read and the store be used; threads may share it.

    turn  makes what is held while the picture is read
    """

    def __init__(self, recognizer: Recognizer, runs: RunSource, turn: Turn) -> None:
        self._recognizer = recognizer
        self._runs = runs
        self._turn = turn
        self._trying = threading.Lock()
        self._unusable: tuple[str, ...] | None = None
        self._tried_at = 0.0

    def unusable(self) -> tuple[str, ...]:
        """Return which of ``model`` and ``store`` cannot be used.

        While another thread tries, this is what was found before: nobody waits for that one. Before
        anything was found neither can be.
        """
        if not self._trying.acquire(blocking=False):
            return ("model", "store") if self._unusable is None else self._unusable
        try:
            if self._unusable != () or time.monotonic() - self._tried_at >= KEPT_S:
                found = (("model", self._can_read()), ("store", self._can_store()))
                self._unusable = tuple(name for name, is_usable in found if not is_usable)
                self._tried_at = time.monotonic()
            return self._unusable
        finally:
            self._trying.release()

    def _can_read(self) -> bool:
        try:
            with self._turn():
                self._recognizer.recognize(_stroke())
        except Problem as error:
            logger.warning("Not ready, a picture cannot be read: %s", error)
            return False
        return True

    def _can_store(self) -> bool:
        try:
            store = self._runs.get()
            store.ping()
            store.try_write()
        except (StoreError, Problem) as error:
            logger.warning("Not ready, the store cannot be used: %s", error)
            return False
        return True


@functools.cache
def _stroke() -> bytes:
    """Return a small picture of a one, as PNG."""
    picture = np.full((28, 28), 255, np.uint8)
    picture[4:24, 13:16] = 0
    return encode_png(picture)
