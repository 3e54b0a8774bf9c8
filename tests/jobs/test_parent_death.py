"""A process ends with the one that started it, also where the kernel does not see to that."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

from tests.support.patience import eventually
from tests.support.servers import ROOT

PROGRAM = """
import multiprocessing, os, sys, threading
from nnet.parallel.parent_death import end_with_parent

def stay(platform, connection):
    sys.platform = platform
    end_with_parent()
    connection.send(os.getpid())
    threading.Event().wait()

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    context.Process(target=stay, args=(sys.argv[1], theirs)).start()
    print(mine.recv(), flush=True)
    threading.Event().wait()
"""


@pytest.mark.parametrize("platform", ["linux", "another"])
def test_it_ends_when_its_parent_is_killed(tmp_path, platform):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    parent = subprocess.Popen(
        [sys.executable, str(program), platform],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    eventually(lambda: ended(child), bool)


def ended(process):
    """Whether a process has ended, though perhaps nobody has asked how."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
