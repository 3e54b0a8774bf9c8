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

from tests.support.patience import eventually
from tests.support.servers import ROOT, STOP_S


@dataclass
class Program:
    """A program that listens on a port, the address that it is asked at, and its log."""

    process: subprocess.Popen[bytes]
    url: str
    port: int
    log: Path

    def wait(self) -> Program:
        """Wait until it accepts connections."""
        eventually(lambda: self.process.poll() is not None or _listens(self.port), bool)
        assert self.process.poll() is None, self.log.read_text()
        return self

    def stop(self) -> int:
        """Ask it to stop, and return its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    env: Mapping[str, str],
    log: Path,
    cwd: Path = ROOT,
    quiet: bool = False,
) -> Iterator[Program]:
    """Run a program that is to listen on a port until the end of the block.

    Its log is printed in the end, for pytest to show beside a failure, unless it is to be quiet.
    """
    with log.open("wb") as writable:
        process = subprocess.Popen(
            [*command], env={**env}, cwd=cwd, stdout=writable, stderr=subprocess.STDOUT
        )
    program = Program(process, f"http://127.0.0.1:{port}", port, log)
    try:
        yield program
    finally:
        program.stop()
        if not quiet:
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
