"""Waiting for what another process or thread is about to do."""

from __future__ import annotations

import threading
import time

POLL_S = 0.05


def eventually(ask, is_so, timeout_s=180):
    """Ask until the answer is as it should be, and return it."""
    pause, until = threading.Event(), time.monotonic() + timeout_s
    while True:
        answer = ask()
        if is_so(answer):
            return answer
        assert time.monotonic() < until, answer
        pause.wait(POLL_S)
