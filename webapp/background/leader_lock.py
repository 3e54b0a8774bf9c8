"""The lock of the one process that trains, where several answer on one instance folder."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

FILE = "training.lock"


class LeaderLock:
    """Held by the one process that trains and computes for all that share an instance folder.

    The first that asks gets it and keeps it until it ends, however it ends; then whoever asks next.

    instance  the folder that is shared; None where every process may lead, since what they use
              divides the work among them
    """

    def __init__(self, instance: Path | None = None) -> None:
        # The operating system frees such a lock with the process. All threads share it.
        self._lock = FileLock(instance / FILE, thread_local=False) if instance else None

    def acquire(self) -> bool:
        """Return whether this process leads, without waiting."""
        if self._lock is None or self._lock.is_locked:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True
