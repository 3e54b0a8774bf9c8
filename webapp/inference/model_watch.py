"""The watch over which network was chosen to answer, by whichever process was asked to choose it.

Many processes on many machines may answer with one store: each of them looks there twice a second.
"""

from __future__ import annotations

import logging

from nnet.store.active_model import Choice
from nnet.store.runs import StoreError
from webapp.background.poller import Poller
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
        self._unusable: Choice | None = None
        self._poller = Poller("model watch", LOOK_EVERY_S)
        self._poller.add("Following the choice of the network", self._look)

    def restore(self) -> None:
        """Answer with what was chosen before this process began."""
        try:
            self._look()
        except StoreError as error:
            logger.warning("The shipped network answers until the store can be read: %s", error)

    def start(self) -> None:
        """Follow from now on, until the store is closed."""
        self._runs.before_close(self._poller.stop)
        self._poller.start()

    def _look(self) -> None:
        self._unusable = follow(self._runs.get(), self._recognizer, self._unusable)
