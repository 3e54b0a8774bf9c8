"""Queued runs are trained by processes of their own, whatever becomes of these or of the server."""

from __future__ import annotations

import os
import resource
import signal
import urllib.error
from contextlib import contextmanager

import psutil
import pytest

from tests.support.owner import (
    TOKEN,
    call,
    epochs,
    fall_silent,
    has_begun,
    has_ended,
    predict,
    queue,
    stop,
    store_of,
    until,
    workers,
)
from tests.support.patience import eventually
from tests.support.postgres import postgres
from tests.support.problems import assert_problem
from tests.support.servers import STOP_S, serving
from tests.support.stores import is_complete
from tests.web.test_server import ask
from webapp.server.address import claim


def have_ended(processes):
    """Whether none of some processes runs; one whose parent has not asked yet has ended too."""

    def ended(process):
        try:
            return process.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    return all(ended(process) for process in processes)


@pytest.fixture
def serve(tmp_path):
    """A function that serves, each time on the same store."""
    return lambda workers=1: serving(tmp_path, OWNER_TOKEN=TOKEN, TRAINING_WORKERS=str(workers))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that several tests share, which trains one run at a time."""
    folder = tmp_path_factory.mktemp("instance")
    with serving(folder, OWNER_TOKEN=TOKEN, TRAINING_WORKERS="1") as server:
        yield server


@pytest.fixture
def training(server):
    """The id of a run that has finished an epoch, and would go on for long."""
    run_id = queue(server, epochs=1000)
    until(server, run_id, has_begun)
    yield run_id
    stop(server, run_id)


def assert_unavailable(server):
    """Check that a write is refused for now, and that drawings are read."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        queue(server)
    with refused.value as answer:
        assert_problem(answer, 503, "unavailable")
        assert answer.headers["Retry-After"]


def assert_goes_on(server, run_id, before):
    """Check that a run goes on where it was, in the same process, with every epoch once."""
    reached = before["epochs_done"] + 2
    after = until(server, run_id, lambda run: run["epochs_done"] >= reached)
    assert (after["status"], after["attempt"]) == ("running", before["attempt"])
    found = epochs(server, run_id)
    assert found == list(range(1, len(found) + 1)) and len(found) >= reached


def test_training_outlasts_a_restart_of_postgresql(tmp_path, postgres_programs, seven):
    with postgres(postgres_programs) as database:
        settings = {"DATABASE_URL": database.url("postgres"), "TRAINING_WORKERS": "1"}
        with serving(tmp_path, OWNER_TOKEN=TOKEN, **settings) as server:
            run_id = queue(server, epochs=1000)
            before = until(server, run_id, has_begun)
            database.stop()
            try:
                assert_unavailable(server)
                assert predict(server, seven)["digit"] == 7
            finally:
                database.start()
            assert_goes_on(server, run_id, before)


@contextmanager
def full_disk(server):
    """Let no file of a server and of its workers grow, as on a full disk."""
    processes = psutil.Process(server.process.pid).children(recursive=True)
    before = [resource.prlimit(process.pid, resource.RLIMIT_FSIZE) for process in processes]
    for process, (_, most) in zip(processes, before, strict=True):
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, most))
    try:
        yield
    finally:
        for process, limits in zip(processes, before, strict=True):
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def locked_store(server):
    """Write into a server's store, and do not come to an end."""
    with store_of(server) as store:
        store.execute("BEGIN IMMEDIATE")
        yield
        store.execute("ROLLBACK")


@pytest.mark.parametrize("fault", [full_disk, locked_store])
def test_training_and_drawing_outlast_a_store_that_takes_nothing(server, training, seven, fault):
    with fault(server):
        before = call(server, "GET", f"/runs/{training}")
        assert predict(server, seven)["digit"] == 7
        assert_unavailable(server)
        assert_problem(ask(server, "GET", "/readyz"), 503, "unavailable")
        waiting = call(server, "GET", f"/runs/{training}")
        assert (waiting["status"], waiting["epochs_done"]) == ("running", before["epochs_done"])
    eventually(lambda: ask(server, "GET", "/readyz").status, lambda status: status == 200)
    assert_goes_on(server, training, before)
    assert call(server, "GET", "/runs?status=queued")["runs"] == []


def test_queued_runs_are_trained_one_after_the_other(server):
    first, second = queue(server, epochs=1000), queue(server, epochs=1, seed=2)
    until(server, first, has_begun)
    assert call(server, "GET", f"/runs/{second}")["status"] == "queued"
    stop(server, first)
    assert until(server, second, has_ended)["status"] == "finished"


def test_a_run_goes_on_whose_worker_was_killed_and_the_other_is_untouched(serve):
    with serve(workers=2) as server:
        run_ids = [queue(server, epochs=1000, seed=seed) for seed in (1, 2)]
        for run_id in run_ids:
            until(server, run_id, has_begun)
        os.kill(workers(server)[0].pid, signal.SIGKILL)
        lost = eventually(lambda: [run_id for run_id in run_ids if losses(server, run_id)], bool)
        (untouched,) = {*run_ids} - {*lost}
        stop(server, untouched)
        reached = call(server, "GET", f"/runs/{lost[0]}")["epochs_done"]
        until(server, lost[0], lambda run: run["epochs_done"] > reached)
        runs = [stop(server, lost[0]), call(server, "GET", f"/runs/{untouched}")]
        assert [(run["losses"], run["attempt"]) for run in runs] == [(1, 3), (0, 1)]
        for run_id in run_ids:
            found = epochs(server, run_id)
            assert found == list(range(1, len(found) + 1)) and len(found) > 1


def losses(server, run_id):
    """Return how often a run has lost the process that trained it."""
    return call(server, "GET", f"/runs/{run_id}")["losses"]


def test_a_stopped_server_leaves_its_run_to_the_next_one(serve, tmp_path):
    with serve() as server:
        run_id = queue(server, epochs=1000)
        before = until(server, run_id, has_begun)
        processes = workers(server)
        server.process.terminate()
        assert server.process.wait(STOP_S) == 0
        eventually(lambda: have_ended(processes), bool)
    assert is_complete(tmp_path / "runs.db")
    with serve() as server:
        after = until(server, run_id, lambda run: run["epochs_done"] > before["epochs_done"])
        assert after["losses"] == 0
        found = epochs(server, run_id)
        assert found == list(range(1, len(found) + 1))


def test_all_that_a_killed_server_started_ends_with_it_and_the_next_one_goes_on(tmp_path):
    """Two processes answer; others train, prepare and compute; one tracks what they share."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    settings = {"OWNER_TOKEN": TOKEN, "TRAINING_WORKERS": "1", "WORKERS": "2"}
    settings["TMPDIR"] = str(temporary)
    with serving(tmp_path, **settings) as server:
        small = {"layers": [{"type": "dense", "units": 10}], "training_digits": 1000}
        study = {"kind": "estimate", "recipe": "nielsen", "overrides": small}
        study_id = call(server, "POST", "/studies", study)["id"]
        # A run of this recipe takes two processes to compute, and a third to distort its digits.
        run = {"recipe": "cnn-small", "overrides": {**small, "epochs": 1000}}
        run_id = call(server, "POST", "/runs", run)["id"]
        before = until(server, run_id, has_begun)
        eventually(lambda: call(server, "GET", f"/studies/{study_id}")["status"], "finished".__eq__)
        everything = psutil.Process(server.process.pid).children(recursive=True)
        commands = [" ".join(process.cmdline()) for process in everything]
        parts = ("webapp", "spawn_main", "resource_tracker")
        counts = [sum(part in command for command in commands) for part in parts]
        assert counts[0] == 2 and counts[1] >= 4 and counts[2] == 1, commands
        (left,) = temporary.glob("inknet-*")
        server.process.kill()
        eventually(lambda: have_ended(everything), bool)
        claim("127.0.0.1", server.port)
        fall_silent(server, run_id)
    with serving(tmp_path, **settings) as server:
        assert not left.exists()
        until(server, run_id, lambda run: run["epochs_done"] > before["epochs_done"])
