"""Waiting for what another process or thread is about to do."""

from __future__ import annotations

import threading
import time

POLL_S = 0.05, 0.2
"""The least and the most between two questions: whoever waits for long asks less often."""


def eventually(ask, is_so, timeout_s=180):
    """Ask until the answer is as it should be, and return it."""
    pause, began = threading.Event(), time.monotonic()
    while True:
        answer = ask()
        if is_so(answer):
            return answer
        waited = time.monotonic() - began
        assert waited < timeout_s, answer
        pause.wait(min(max(POLL_S[0], waited / 20), POLL_S[1]))
