"""Queued runs are trained by processes of their own, whatever becomes of these or of the server."""

from __future__ import annotations

import json
import os
import resource
import signal
import urllib.error
import urllib.request

import psutil
import pytest

from tests.patience import eventually
from tests.postgres import postgres
from tests.servers import serving

TOKEN = "a token of the tests"
EPOCHS = 12


def call(server, method, path, body=None):
    """Call the API as the owner and return what it answers."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}/api{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def queue(server, **overrides):
    """Queue a run and return its id."""
    body = {"recipe": "nielsen", "overrides": {"epochs": EPOCHS, **overrides}}
    return call(server, "POST", "/runs", body)["id"]


def until(server, run_id, is_so):
    """Wait until a run is so, and return it."""
    return eventually(lambda: call(server, "GET", f"/runs/{run_id}"), is_so, timeout_s=120)


def has_begun(run):
    return run["status"] == "running" and run["epochs_done"] >= 1


def has_ended(run):
    return run["status"] in ("finished", "failed", "stopped")


def workers(server):
    """Return the processes that train for a server."""

    def trains(process):
        try:
            return "spawn_main" in " ".join(process.cmdline())
        except psutil.NoSuchProcess:  # It has ended since they were listed.
            return False

    return [*filter(trains, psutil.Process(server.process.pid).children(recursive=True))]


def have_ended(processes):
    """Whether none of some processes runs; one whose parent has not asked yet has ended too."""

    def ended(process):
        try:
            return process.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    return all(ended(process) for process in processes)


def epochs(server, run_id):
    return [row["epoch"] for row in call(server, "GET", f"/runs/{run_id}/metrics")["metrics"]]


@pytest.fixture
def serve(tmp_path):
    """A function that serves, each time on the same store."""
    return lambda: serving(tmp_path, OWNER_TOKEN=TOKEN, TRAINING_WORKERS="1")


def test_training_outlasts_a_restart_of_postgresql(tmp_path, postgres_programs):
    with postgres(postgres_programs) as database:
        settings = {"DATABASE_URL": database.url("postgres"), "TRAINING_WORKERS": "1"}
        with serving(tmp_path, OWNER_TOKEN=TOKEN, **settings) as server:
            run_id = queue(server, epochs=1000)
            before = until(server, run_id, has_begun)
            database.stop()
            try:
                with pytest.raises(urllib.error.HTTPError) as refused:
                    call(server, "GET", f"/runs/{run_id}")
                with refused.value as answer:
                    assert answer.code == 503 and answer.headers["Retry-After"]
                assert call(server, "GET", "/model")["recipe"] == "cnn"
            finally:
                database.start()
            reached = before["epochs_done"] + 2
            after = until(server, run_id, lambda run: run["epochs_done"] > reached)
            assert after["attempt"] == before["attempt"]
            assert epochs(server, run_id)[:reached] == list(range(1, reached + 1))


def limit_files(processes, size):
    """Let no file of some processes grow beyond so many bytes, as on a full disk."""
    for process in processes:
        _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, hard))


def test_training_and_drawing_outlast_a_full_disk(serve):
    with serve() as server:
        run_id = queue(server, epochs=1000)
        before = until(server, run_id, has_begun)
        processes = psutil.Process(server.process.pid).children(recursive=True)
        limit_files(processes, 4096)
        try:
            with pytest.raises(urllib.error.HTTPError) as refused:
                queue(server, seed=2)
            with refused.value as answer:
                assert answer.code == 503 and answer.headers["Retry-After"]
            assert call(server, "GET", "/model")["recipe"] == "cnn"
            reached = call(server, "GET", f"/runs/{run_id}")["epochs_done"]
        finally:
            limit_files(processes, resource.RLIM_INFINITY)
        after = until(server, run_id, lambda run: run["epochs_done"] > reached + 1)
        assert after["attempt"] == before["attempt"]
        found = epochs(server, run_id)
        assert found == list(range(1, len(found) + 1))
        assert len(call(server, "GET", "/runs?status=queued")["runs"]) == 0


def test_queued_runs_are_trained_one_after_the_other(serve):
    with serve() as server:
        first, second = queue(server, epochs=2), queue(server, epochs=1, seed=2)
        until(server, first, has_begun)
        assert call(server, "GET", f"/runs/{second}")["status"] == "queued"
        assert until(server, second, has_ended)["status"] == "finished"
        assert call(server, "GET", f"/runs/{first}")["status"] == "finished"


def test_a_run_goes_on_whose_worker_was_killed(serve):
    with serve() as server:
        run_id = queue(server)
        until(server, run_id, has_begun)
        for worker in workers(server):
            os.kill(worker.pid, signal.SIGKILL)
        run = until(server, run_id, has_ended)
        assert (run["status"], run["losses"]) == ("finished", 1)
        assert epochs(server, run_id) == list(range(1, EPOCHS + 1))


def test_a_stopped_server_leaves_its_run_to_the_next_one(serve):
    with serve() as server:
        run_id = queue(server, epochs=1000)
        before = until(server, run_id, has_begun)
        processes = workers(server)
        server.process.terminate()
        assert server.process.wait(10) == 0
        eventually(lambda: have_ended(processes), bool, timeout_s=10)
    with serve() as server:
        after = until(server, run_id, lambda run: run["epochs_done"] > before["epochs_done"])
        assert after["losses"] == 0
        assert epochs(server, run_id) == list(range(1, len(epochs(server, run_id)) + 1))


def test_a_killed_server_leaves_no_worker_and_its_run_to_the_next_one(serve):
    with serve() as server:
        run_id = queue(server, epochs=1000)
        before = until(server, run_id, has_begun)
        everything = psutil.Process(server.process.pid).children(recursive=True)
        spared = workers(server)
        for process in [psutil.Process(server.process.pid), *everything]:
            if process not in spared:
                process.kill()
        eventually(lambda: have_ended(everything), bool, timeout_s=20)
    with serve() as server:
        until(server, run_id, lambda run: run["epochs_done"] > before["epochs_done"])
