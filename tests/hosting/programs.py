"""Programs of a hosted server, started for a test and stopped at its end."""

from __future__ import annotations

import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.patience import eventually
from tests.servers import STOP_S


@dataclass
class Program:
    """A running program and the address that it is asked at."""

    process: subprocess.Popen[bytes]
    url: str


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], port: int, env: Mapping[str, str], log: Path, **options: Any
) -> Iterator[Program]:
    """Run a program that listens on a port until the end of the block, then ask it to stop.

    Its log is printed in the end, for pytest to show beside a failure.
    """
    with log.open("wb") as writable:
        process = subprocess.Popen(
            [*command], env={**env}, stdout=writable, stderr=subprocess.STDOUT, **options
        )
    try:
        eventually(lambda: process.poll() is not None or _listens(port), bool)
        assert process.poll() is None, log.read_text()
        yield Program(process, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        print(log.read_text())


def status(url: str, **headers: str) -> int:
    """Return the status of what is answered at an address."""
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=STOP_S
        ) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def _listens(port: int) -> bool:
    """Tell whether someone accepts connections on a port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=STOP_S).close()
    except OSError:
        return False
    return True
