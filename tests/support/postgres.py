"""A PostgreSQL server for the tests, in a temporary folder, which only a socket there leads to."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ORDINARY_USERS = ("postgres", "nobody")
"""Whom the server runs as where the tests are run by root, which PostgreSQL refuses to."""

# What is committed outlives the server, but need not outlive the machine; TCP is switched off.
OPTIONS = "-c fsync=off -c listen_addresses='' -c max_connections=40"


class Postgres:
    """A server's programs and its folder, and how to start and stop it."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder

    def url(self, database: str) -> str:
        """Return a database's address."""
        return f"postgresql://tests@/{database}?host={self._folder}"

    def initialise(self) -> None:
        """Make its files."""
        if os.geteuid() == 0:
            user = _ordinary_user()
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        trusting = ("--auth=trust", "--username=tests", "--encoding=UTF8", "--no-locale")
        self._run("initdb", "--no-sync", *trusting, "-D", f"{self._folder}/data")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"{OPTIONS} -k {self._folder}"
        self._run(
            *("pg_ctl", "start", "--wait", "-D", f"{self._folder}/data", "-o", options),
            *("-l", f"{self._folder}/log"),
        )

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        self._run("pg_ctl", "stop", "--wait", "-m", "immediate", "-D", f"{self._folder}/data")

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let it neither answer nor go away until the end of the block."""
        pid = int(Path(self._folder, "data", "postmaster.pid").read_text().split()[0])
        server = psutil.Process(pid)
        processes = [server, *server.children(recursive=True)]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in reversed(processes):
                process.resume()

    def _run(self, program: str, *arguments: str) -> None:
        user = _ordinary_user().pw_name if os.geteuid() == 0 else None
        subprocess.run(
            [self._programs / program, *arguments],
            user=user,
            cwd=self._folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )


@contextmanager
def postgres(programs: Path) -> Iterator[Postgres]:
    """Serve until the end of the block; ``programs`` is the folder of PostgreSQL's programs."""
    # Sockets' paths are short: pytest's folders are too deep.
    folder = Path(tempfile.mkdtemp(prefix="inknet-"))
    try:
        server = Postgres(programs, folder)
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user() -> pwd.struct_passwd:
    for name in ORDINARY_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("PostgreSQL does not run as root, and there is no other user.")
