"""A real server in a process of its own, for the tests that need one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOP_S = 30
"""A server that has not stopped by then never will."""


@dataclass
class Server:
    """A server that accepts connections."""

    process: subprocess.Popen[str]
    url: str
    port: int


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start ``python -m webapp`` with settings from the environment."""
    return subprocess.Popen(
        [sys.executable, "-m", "webapp", *arguments],
        cwd=ROOT,
        env={**os.environ, "PREDICTIONS_PER_SECOND": "0", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refuse(*arguments: str, **environment: str) -> tuple[int, str]:
    """Start a server that cannot start; return its exit status and what it wrote to stderr."""
    process = start(*arguments, **environment)
    try:
        out, err = process.communicate(timeout=STOP_S)
    finally:
        process.kill()
    assert out == "", out
    return process.returncode, err


@contextmanager
def serving(instance: Path, **environment: str) -> Iterator[Server]:
    """Serve on a free port until the end of the block; its log is shown if it does not start."""
    process = start("--port", "0", INSTANCE_PATH=str(instance), **environment)
    assert process.stdout and process.stderr
    try:
        line = process.stdout.readline()
        found = re.search(r"http://[^ ]+:(\d+)", line)
        if not found:
            process.terminate()
            raise AssertionError(f"The server did not start:\n{line}{process.stderr.read()}")
        yield Server(process, found[0], int(found[1]))
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        process.stderr.close()
