"""What a round of fuzzing found."""

from __future__ import annotations

import collections
import gc
import math
import time
from dataclasses import dataclass, field

import psutil

WARM_UP = 0.2
"""The share of the way after which what is cached for good has been cached."""

MAX_GROWTH_MB = 40
"""What memory may grow by afterwards: the heap's fragments, not a leak's."""

MAX_FAULTS = 20


@dataclass
class Report:
    """Counts answers by status, faults, and memory.

    seconds   how long it goes on
    requests  how many it sends at most, however long they take
    """

    seconds: float = math.inf
    requests: float = math.inf
    statuses: collections.Counter[int] = field(default_factory=collections.Counter)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    warm_mb: float = 0.0
    end_mb: float = 0.0
    started: float = field(default_factory=time.monotonic)

    def goes_on(self) -> bool:
        """Return whether there is more to send, and not more wrong than is worth to be told."""
        passed = (time.monotonic() - self.started) / self.seconds
        sent = self.statuses.total() / self.requests
        if not self.warm_mb and max(passed, sent) >= WARM_UP:
            self.warm_mb = resident_mb()
        if max(passed, sent) < 1 and len(self.faults) < MAX_FAULTS:
            return True
        self.end_mb = resident_mb()
        return False

    def count(self, status: int, seconds: float) -> None:
        """Take note of an answer and of how long a core worked on it."""
        self.statuses[status] += 1
        self.slowest_s = max(self.slowest_s, seconds)

    def is_clean(self) -> bool:
        """Return whether nothing failed and nothing leaked."""
        return not self.faults and self.end_mb - self.warm_mb <= MAX_GROWTH_MB

    def text(self) -> str:
        """Return the report for a terminal."""
        counts = ", ".join(f"{status}: {n:,}" for status, n in sorted(self.statuses.items()))
        return "\n".join(
            [
                f"  {self.statuses.total():,} requests ({counts})",
                f"  slowest {self.slowest_s:.2f} s; resident {self.warm_mb:.0f} MB when warm, "
                f"{self.end_mb:.0f} MB at the end",
                *(f"  {note}" for note in self.notes),
                f"  {len(self.faults)} faults",
                *(f"  - {fault}" for fault in self.faults),
            ]
        )


def resident_mb() -> float:
    """Return this process's memory, without what is only waiting to be freed."""
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6
