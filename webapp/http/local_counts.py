"""What this process counts by itself for the rate limits, by a clock that nobody sets.

The library's own storage in memory goes by the time of day: where that is set back, whoever has
reached a limit stays refused for as long.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from limits.storage import Storage

SWEEP_EVERY_S = 1.0
"""How often counts are forgotten whose time is over."""


class LocalCounts(Storage):
    """Counts in memory, each for a time from its first increment on (a fixed window)."""

    STORAGE_SCHEME = ["monotonic"]  # noqa: RUF012  (as the library declares it)

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._counts: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()
        self._swept = time.monotonic()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what this raises when it cannot count, which does not happen."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count something and return how often it was; begin anew after ``expiry`` seconds."""
        with self._lock:
            now = time.monotonic()
            self._sweep(now)
            count, end = self._current(key, now) or (0, now + expiry)
            self._counts[key] = count + amount, end
            return count + amount

    def get(self, key: str) -> int:
        """Return how often something was counted."""
        found = self._current(key, time.monotonic())
        return found[0] if found else 0

    def get_expiry(self, key: str) -> float:
        """Return when a count begins anew, as a time of day in seconds since 1970."""
        now = time.monotonic()
        found = self._current(key, now)
        return time.time() + (found[1] - now if found else 0.0)

    def check(self) -> bool:
        """Return whether this can count, as it always can."""
        return True

    def reset(self) -> int:
        """Forget all counts and return how many there were."""
        with self._lock:
            forgotten = len(self._counts)
            self._counts.clear()
            return forgotten

    def clear(self, key: str) -> None:
        """Forget a count."""
        with self._lock:
            self._counts.pop(key, None)

    def _current(self, key: str, now: float) -> tuple[int, float] | None:
        """Return a count and its end, unless that is over."""
        found = self._counts.get(key)
        return found if found is not None and now < found[1] else None

    def _sweep(self, now: float) -> None:
        if now - self._swept >= SWEEP_EVERY_S:
            self._swept = now
            self._counts = {key: kept for key, kept in self._counts.items() if now < kept[1]}
