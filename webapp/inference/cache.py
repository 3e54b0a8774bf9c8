"""A bounded LRU cache that computes each value once, however many threads ask for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """The values that were asked for last; threads may share it.

    size  how many of them are kept

    One value is computed at a time: two at once would take twice the memory and be no faster.
    Whoever asks for one that is kept does not wait for that.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._changing = threading.Lock()
        self._computing = threading.Lock()

    def get(self, key: K, compute: Callable[[], V]) -> V:
        """Return the value of a key, computed unless it is kept; what ``compute`` raises is not."""
        if (kept := self._find(key)) is not None:
            return kept
        with self._computing:
            # Whoever waited here for the same value finds it computed.
            if (kept := self._find(key)) is not None:
                return kept
            value = compute()
            with self._changing:
                self._kept[key] = value
                if len(self._kept) > self._size:
                    self._kept.popitem(last=False)
            return value

    def _find(self, key: K) -> V | None:
        with self._changing:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]
