"""How much memory processes keep, and how much training the default recipe takes (Linux)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.timing import Row

EVERY_S = 0.1
EPOCHS = 2
"""While the first epoch trains the second one's digits are prepared; later ones are the same."""


def run() -> Iterator[Row]:
    """Train the default recipe for two epochs and watch the clock and all its processes."""
    command = [sys.executable, "-m", "nnet", "train", "--epochs", str(EPOCHS)]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "INSTANCE_PATH": folder}
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        ended, peak = threading.Event(), 0
        threading.Thread(target=lambda: (process.wait(), ended.set()), daemon=True).start()
        while not ended.wait(EVERY_S):
            peak = max(peak, resident_mb(process.pid))
    if process.returncode:
        raise RuntimeError(f"The training ended with status {process.returncode}.")
    seconds = (time.perf_counter() - started) / EPOCHS
    yield Row("training the default recipe, an epoch with all around it", f"{seconds:.1f} s")
    yield Row("training the default recipe, all processes, peak", f"{peak} MB", "at most 1000 MB")


def resident_mb(pid: int) -> int:
    """Return the megabytes that a process and its children keep in memory; 0 when it is gone."""
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    total_kb = 0
    for process in [str(pid), *children]:
        try:
            status = Path("/proc", process, "status").read_text()
        except FileNotFoundError:
            continue
        if "VmRSS:" in status:
            total_kb += int(status.split("VmRSS:")[1].split()[0])
    return total_kb // 1024
