"""What something costs in this process: processor time, and memory at its peak."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil

Result = TypeVar("Result")


@dataclass(frozen=True)
class Cost:
    """Processor time in seconds, and memory in MB above what there was."""

    s: float
    mb: float


def measure(function: Callable[[], Result]) -> tuple[Result, Cost]:
    """Return what a function returns, and what it cost this thread and this process."""
    before = _forget_peak()
    started = time.thread_time()
    result = function()
    seconds = time.thread_time() - started
    return result, Cost(seconds, max(_peak_mb() - before, 0.0))


def _forget_peak():
    """Begin to watch for the most memory anew, where the system can; return the present one."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return _peak_mb()
    return psutil.Process().memory_info().rss / 1e6


def _peak_mb():
    """Return the most memory that this process has had."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6
    except (OSError, IndexError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6
