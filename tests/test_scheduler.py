"""Queued runs are trained on a Dask scheduler of one's own, and outlast its loss."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.owner import TOKEN, call, epochs, has_begun, has_ended, predict, queue, until
from tests.servers import ROOT, serving

EPOCHS = 12


@contextmanager
def program(name, *arguments):
    """Run one of Dask's programs until the end of the block, and kill it then."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def scheduler(port):
    """Run a scheduler."""
    return program("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")


def worker(port):
    """Run a worker of it, for one run at a time."""
    address = f"tcp://127.0.0.1:{port}"
    return program("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")


@pytest.fixture
def port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_run_outlasts_the_loss_of_a_worker_and_of_the_scheduler(tmp_path, port, seven):
    settings = {"OWNER_TOKEN": TOKEN, "DASK_SCHEDULER_ADDRESS": f"tcp://127.0.0.1:{port}"}
    with serving(tmp_path, **settings) as server:
        run_id = queue(server, epochs=EPOCHS)  # nobody is there yet to train it
        with scheduler(port) as lost:
            with worker(port):
                before = until(server, run_id, has_begun)
            with worker(port):  # the one before was killed
                until(server, run_id, lambda run: run["epochs_done"] > before["epochs_done"] + 1)
                lost.kill()
                lost.wait()
                assert predict(server, seven)["digit"] == 7
                assert call(server, "GET", f"/runs/{run_id}")["status"] in ("running", "queued")
                with scheduler(port), worker(port):
                    run = until(server, run_id, has_ended)
        assert (run["status"], run["losses"]) == ("finished", 0)
        assert run["attempt"] > before["attempt"]
        assert epochs(server, run_id) == list(range(1, EPOCHS + 1))
