"""A real server in a process of its own, for the tests that need one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from unittest.mock import patch

from click.testing import CliRunner

from tests.support.stores import prepared_file
from webapp.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
STOP_S = 120
"""A server that has not stopped, or answered, by then never will, on a busy machine either."""


@dataclass
class Server:
    """A server that accepts connections, the environment that it runs in and the log it writes."""

    process: subprocess.Popen[str]
    url: str
    port: int
    environment: dict[str, str]
    log: Path


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with a server's settings and without limits."""
    unwanted = ("DATABASE_URL", "STROKES_FILE")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    limits = (
        "PREDICTIONS_PER_SECOND",
        "COPIES_PER_MINUTE",
        "DRAWINGS_PER_MINUTE",
        "DRAWINGS_PER_DAY",
    )
    unlimited = dict.fromkeys(limits, "0")
    return {**kept, **unlimited, **settings}


def start(
    *arguments: str,
    out: IO[str] | int = subprocess.PIPE,
    log: IO[str] | int = subprocess.PIPE,
    root: Path = ROOT,
    **settings: str,
) -> subprocess.Popen[str]:
    """Start ``python -m webapp`` of a checkout with settings from the environment."""
    return subprocess.Popen(
        [sys.executable, "-m", "webapp", *arguments],
        cwd=root,
        env=environment(**settings),
        stdout=out,
        stderr=log,
        text=True,
    )


def refuse(*arguments: str, **settings: str) -> tuple[int, str]:
    """Start a server that cannot start; return its exit status and what it wrote to stderr."""
    process = start(*arguments, **settings)
    try:
        out, err = process.communicate(timeout=STOP_S)
    finally:
        process.kill()
    assert out == "", out
    return process.returncode, err


def refuse_here(*arguments: str, **settings: str) -> tuple[int, str]:
    """Do the same within this process, where settings alone are wrong: nothing is ever served."""
    whole = environment(**settings)
    absent = {name: None for name in os.environ if name not in whole}
    with patch("webapp.__main__._serve", side_effect=AssertionError("It would have been served.")):
        done = CliRunner().invoke(main, arguments, env={**absent, **whole})
    assert done.stdout == "", done.stdout
    return done.exit_code, done.stderr


@contextmanager
def serving(
    instance: Path, new: bool = False, root: Path = ROOT, **settings: str
) -> Iterator[Server]:
    """Serve on a free port until the end of the block.

    Its store is prepared, unless there is one: only a ``new`` server makes it by itself.

    The log is a file, since a pipe that nobody reads would stop the server once it is full; it is
    printed in the end, for pytest to show beside a failure.
    """
    settings["INSTANCE_PATH"] = str(instance)
    if not (new or "DATABASE_URL" in settings or (instance / "runs.db").exists()):
        shutil.copy(prepared_file(), instance)
    log = instance / "server.log"
    with log.open("w") as writable:
        process = start("--port", "0", log=writable, root=root, **settings)
    assert process.stdout
    try:
        line = process.stdout.readline()
        found = re.search(r"http://[^ ]+:(\d+)", line)
        if not found:
            process.terminate()
            raise AssertionError(f"The server did not start:\n{line}{log.read_text()}")
        yield Server(process, found[0], int(found[1]), environment(**settings), log)
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        print(log.read_text())
