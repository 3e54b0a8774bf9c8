"""Visitors' runs: small ones, one at a time for each address, where the owner allows them.

What is asked from outside is bounded before anything is trained: the recipe, the digits and the
epochs are fixed, and few runs wait. Whose run one is stays in this process's memory alone: no
address is stored.
"""

from __future__ import annotations

import random
import threading
from typing import Any

from nnet.models.recipes import recipe_config
from nnet.store.queue import QueueFull
from nnet.store.run_queue import queue_visitor_run
from nnet.store.run_states import TRAINING
from nnet.store.runs import RunStore

RECIPE = "nielsen"
EPOCHS = 5
TRAINING_DIGITS = 2000
MAX_SEED = 9999


class OneAtATime(QueueFull):
    """An address has a run that has not ended; the text says so."""


class VisitorRuns:
    """Starts visitors' runs.

    most  how many may wait or be trained at the same time; 0 for none
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._latest: dict[str, str] = {}
        self._lock = threading.Lock()

    def start(self, store: RunStore, address: str, learning_rate: float | None) -> dict[str, Any]:
        """Queue a run and return it; raises ``QueueFull``.

        address        whose run it is
        learning_rate  the recipe's unless given
        """
        config = recipe_config(
            RECIPE,
            epochs=EPOCHS,
            training_digits=TRAINING_DIGITS,
            seed=random.randint(1, MAX_SEED),
            learning_rate=learning_rate,
        )
        with self._lock:
            self._forget_ended(store)
            if address in self._latest:
                raise OneAtATime(
                    "A run that was started from your address is still waiting or being trained. "
                    "Start the next one when it has ended."
                )
            name = f"{RECIPE} by a visitor, learning rate {config.learning_rate:g}"
            run = queue_visitor_run(store, config, name, self.most)
            self._latest[address] = run["id"]
            return run

    def _forget_ended(self, store: RunStore) -> None:
        """Forget whose run has ended, or is gone; few are there at any time."""
        for address, run_id in list(self._latest.items()):
            run = store.run(run_id)
            if run is None or run["status"] not in ("queued", *TRAINING):
                del self._latest[address]
