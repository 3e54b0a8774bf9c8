"""Follows which network was chosen to answer, by whichever process was asked to choose it.

Many processes on many machines may answer with one store: a thread in each looks there twice a
second.
"""

from __future__ import annotations

import logging
import threading

from nnet.store.active_model import Choice
from nnet.store.runs import StoreError
from webapp.inference.activation import follow
from webapp.inference.recognizer import Recognizer
from webapp.store import RunSource

LOOK_EVERY_S = 0.5

logger = logging.getLogger("webapp")


class ModelWatch:
    """Has a recognizer answer with the network that the store says."""

    def __init__(self, runs: RunSource, recognizer: Recognizer) -> None:
        self._runs = runs
        self._recognizer = recognizer
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True, name="model watch")
        self._unusable: Choice | None = None

    def restore(self) -> None:
        """Answer with what was chosen before this process began."""
        try:
            self._look()
        except StoreError as error:
            logger.warning("The shipped network answers until the store can be read: %s", error)

    def start(self) -> None:
        """Follow from now on, until the store is closed."""
        self._runs.before_close(self.close)
        self._thread.start()

    def close(self) -> None:
        """Follow no longer."""
        self._closing.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._closing.wait(LOOK_EVERY_S):
            try:
                self._look()
            except StoreError:
                pass  # what answers goes on answering; others say that the store is out of reach
            except Exception:  # a thread that ends would leave this process behind all others
                logger.exception("The choice of the network could not be followed.")

    def _look(self) -> None:
        self._unusable = follow(self._runs.get(), self._recognizer, self._unusable)
