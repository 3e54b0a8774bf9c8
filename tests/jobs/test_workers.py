"""``--workers``: several processes that answer as one, of which one trains."""

from __future__ import annotations

import signal
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from tests.support.owner import (
    TOKEN,
    call,
    fall_silent,
    has_begun,
    has_ended,
    predict,
    queue,
    until,
    workers,
)
from tests.support.patience import eventually
from tests.support.servers import STOP_S, refuse, refuse_here, serving
from tests.support.stores import is_complete

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows knows no server of several processes"
)


@pytest.fixture
def server(tmp_path):
    """A server of two processes, which may train one run at a time."""
    settings = {"WORKERS": "2", "OWNER_TOKEN": TOKEN, "TRAINING_WORKERS": "1"}
    with serving(tmp_path, **settings) as server:
        eventually(lambda: answering(server), lambda found: len(found) == 2)
        yield server


def answering(server):
    """Return the processes of a server that take connections."""
    found = []
    for process in psutil.Process(server.process.pid).children():
        if any(place.laddr.port == server.port for place in process.net_connections("tcp")):
            found.append(process)
    return found


def test_they_answer_as_one_and_introduce_themselves_once(server, seven, tmp_path):
    with ThreadPoolExecutor(8) as threads:
        answers = [*threads.map(lambda _: predict(server, seven), range(40))]
    assert {answer["digit"] for answer in answers} == {7}
    assert all(process.cpu_times().user > 0 for process in answering(server))
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(STOP_S) == 0
    assert server.process.stdout.read() == ""  # one line was read as it started
    assert server.log.read_text() == ""
    assert is_complete(tmp_path / "runs.db")


def test_one_trains_what_any_of_them_is_asked_for(server):
    runs = [queue(server, epochs=1) for _ in range(3)]
    studies = [
        call(server, "POST", "/studies", {"kind": "estimate", "recipe": "nielsen"})
        for _ in range(2)
    ]
    most = 0
    for run_id in runs:
        until(server, run_id, has_ended)
        most = max(most, len(workers(server)))
    for study in studies:
        eventually(
            lambda study=study: call(server, "GET", f"/studies/{study['id']}")["status"],
            lambda status: status == "finished",
        )
    assert {call(server, "GET", f"/runs/{run}")["status"] for run in runs} == {"finished"}
    assert most <= 2  # one that trains, one that computes


def test_another_takes_over_when_the_one_that_trains_dies(server):
    run_id = queue(server, epochs=1000)
    before = until(server, run_id, has_begun)
    trainer = next(process for process in answering(server) if process.children())
    trainer.kill()
    fall_silent(server, run_id)
    # Its place is taken by a new process; the other one goes on with what it was at.
    reached = before["epochs_done"] + 1
    eventually(
        lambda: shown(server, run_id),
        lambda run: run and run["attempt"] > before["attempt"] and run["epochs_done"] > reached,
        timeout_s=300,
    )


def shown(server, run_id):
    """Return a run, or None where the connection was the killed process's."""
    try:
        return call(server, "GET", f"/runs/{run_id}")
    except ConnectionError:
        return None


def test_what_keeps_them_from_starting_is_said_once(tmp_path):
    store = tmp_path / "runs.db"
    store.write_bytes(b"this is no database" * 100)
    status, text = refuse(PORT="0", INSTANCE_PATH=str(tmp_path), WORKERS="2")
    assert status == 2 and text.count("The store's file is damaged") == text.count("\n") == 1


@pytest.mark.parametrize("number", ["0", "65", "two"])
def test_a_number_that_cannot_be_is_refused(number, tmp_path):
    status, text = refuse_here("--workers", number, INSTANCE_PATH=str(tmp_path))
    assert status == 2 and "WORKERS must be" in text
