"""Queued runs are trained on a Dask scheduler of one's own, and outlast its loss."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager

import psutil
import pytest

from tests.support.owner import TOKEN, call, epochs, has_begun, predict, queue, stop, until
from tests.support.servers import ROOT, STOP_S, serving


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
        run_id = queue(server, epochs=1000)  # nobody is there yet to train it
        with scheduler(port) as lost:
            with worker(port):
                before = until(server, run_id, has_begun)
            with worker(port):  # the one before was killed
                until(server, run_id, lambda run: run["epochs_done"] > before["epochs_done"] + 1)
                lost.kill()
                lost.wait()
                assert predict(server, seven)["digit"] == 7
                assert call(server, "GET", f"/runs/{run_id}")["status"] in ("running", "queued")
                reached = call(server, "GET", f"/runs/{run_id}")["epochs_done"]
                with scheduler(port), worker(port):
                    until(server, run_id, lambda run: run["epochs_done"] > reached + 1)
                    run = stop(server, run_id)
        assert (run["status"], run["losses"]) == ("stopped", 0)
        assert run["attempt"] > before["attempt"]
        assert epochs(server, run_id) == list(range(1, run["epochs_done"] + 1))


def test_no_other_program_of_the_machine_may_use_the_embedded_one(tmp_path):
    settings = {"OWNER_TOKEN": TOKEN, "TRAINING_WORKERS": "1"}
    with serving(tmp_path, **settings) as server:
        run_id = queue(server, epochs=200)
        until(server, run_id, has_begun)
        ports = {
            place.laddr.port
            for process in psutil.Process(server.process.pid).children(recursive=True)
            for place in process.net_connections("tcp")
            if place.status == psutil.CONN_LISTEN and place.laddr.port != server.port
        }
        pages = {port for port in ports if answer_of(port).startswith(b"HTTP/1.1 404")}
        shut = {port for port in ports - pages if asks_for_a_certificate(port)}
        assert shut | pages == ports
        assert len(shut) >= 3  # the scheduler's, the worker's, and that of the worker's nurse
        stop(server, run_id)


def answer_of(port):
    """Return the beginning of what a port answers to a browser."""
    with socket.create_connection(("127.0.0.1", port), timeout=STOP_S) as connection:
        connection.sendall(b"GET /info/main/workers.html HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try:
            return connection.recv(100)
        except ConnectionResetError:
            return b""


def asks_for_a_certificate(port):
    """Tell whether a port lets nobody in who has no certificate."""
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    stranger.check_hostname, stranger.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", port), timeout=STOP_S)
    try:
        with stranger.wrap_socket(plain) as connection:
            connection.recv(1)
    except ssl.SSLError as error:
        return "certificate required" in str(error)
    finally:
        plain.close()
    return False
