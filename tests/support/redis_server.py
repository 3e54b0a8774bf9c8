"""A Redis server for the tests, which only a socket in a temporary folder leads to."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STOP_S = 30


@dataclass
class Redis:
    """A running server and its address."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait(STOP_S)


@contextmanager
def redis_server(program: Path) -> Iterator[Redis]:
    """Serve until the end of the block."""
    # Sockets' paths are short: pytest's folders are too deep.
    folder = Path(tempfile.mkdtemp(prefix="inknet-"))
    socket = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    try:
        process = subprocess.Popen([program, *options], stdout=subprocess.PIPE)
        server = Redis(f"redis+unix://{socket}", process)
        try:
            assert process.stdout
            said = b""
            for line in process.stdout:
                said += line
                if b"eady to accept connections" in line:
                    break
            assert process.poll() is None, said
            yield server
        finally:
            server.kill()
            process.stdout.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
