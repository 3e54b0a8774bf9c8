"""Which of several processes trains, where several answer on one instance folder."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

FILE = "training.lock"


class Turn:
    """Whether it is up to this process to train and to compute, rather than to another one.

    The first that asks has the turn until it ends, however it ends; then whoever asks next does.

    instance  the folder whose processes take turns; None where each may, since what they use
              divides the work among them
    """

    def __init__(self, instance: Path | None = None) -> None:
        # The operating system frees such a lock with the process. All threads share the turn.
        self._lock = FileLock(instance / FILE, thread_local=False) if instance else None

    def is_ours(self) -> bool:
        """Return whether it is up to this process."""
        if self._lock is None or self._lock.is_locked:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True
