"""How much memory a server takes while something is done to it."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import psutil

MAX_BYTES = 600e6
"""What the whole server, with all its processes, may take whatever is sent to it."""

EVERY_S = 0.02


def memory_of(pid):
    """Return the memory of a process and all that it started, without what they share twice."""
    total = 0
    try:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            total += process.memory_full_info().uss
    except psutil.NoSuchProcess:
        return 0
    return total


@contextmanager
def within_memory(server, most=MAX_BYTES):
    """Fail if the server takes more memory at any time within the block."""
    peak, done = [0], threading.Event()

    def watch():
        while not done.is_set():
            peak[0] = max(peak[0], memory_of(server.process.pid))
            done.wait(EVERY_S)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()
    assert 0 < peak[0] < most, f"{peak[0] / 1e6:.0f} MB"
