"""A bounded LRU cache that computes each value once, however many threads ask for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Turn = Callable[[], AbstractContextManager[object]]
"""Makes what is held while a value is computed, such as a place of a gate."""


class Cache(Generic[K, V]):
    """The values that were asked for last; threads may share it.

    size    how many of them are kept
    turn    whose turn it is to compute: one at a time unless given
    weigh   tells how heavy a value is, in bytes for example
    weight  how heavy all that are kept may be together

    Whoever asks for a value that is kept does not wait for one that is computed. Where ``turn``
    lets several compute at once, two of them may compute the same value.
    """

    def __init__(
        self,
        size: int,
        turn: Turn | None = None,
        weigh: Callable[[V], int] = lambda value: 0,
        weight: int = 0,
    ) -> None:
        self._size = size
        one_at_a_time = threading.Lock()
        self._turn = turn or (lambda: one_at_a_time)
        self._weigh = weigh
        self._most = weight
        self._weight = 0
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._changing = threading.Lock()

    def get(self, key: K, compute: Callable[[], V]) -> V:
        """Return the value of a key, computed unless it is kept; what ``compute`` raises is not."""
        if (kept := self.find(key)) is not None:
            return kept
        with self._turn():
            # Whoever waited here for the same value finds it computed.
            if (kept := self.find(key)) is not None:
                return kept
            value = compute()
            self._keep(key, value)
            return value

    def discard(self, is_meant: Callable[[K], bool]) -> None:
        """Forget the values of some keys."""
        with self._changing:
            for key in [*filter(is_meant, self._kept)]:
                self._weight -= self._weigh(self._kept.pop(key))

    def find(self, key: K) -> V | None:
        """Return the value of a key if it is kept."""
        with self._changing:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def _keep(self, key: K, value: V) -> None:
        with self._changing:
            if key in self._kept:
                return
            self._kept[key] = value
            self._weight += self._weigh(value)
            while len(self._kept) > self._size or self._weight > self._most:
                self._weight -= self._weigh(self._kept.popitem(last=False)[1])
