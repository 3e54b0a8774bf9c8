"""Small runs that visitors may start where the owner allows it, bounded before they cost much."""

from __future__ import annotations

import json

import pytest

from nnet.jobs import experiment
from nnet.jobs.experiment import train_claimed_run
from nnet.jobs.recorder import OutOfTime
from nnet.store import run_queue
from nnet.store.claimed_run import claim_next
from nnet.store.queue import utc_now
from nnet.store.runs import RunStore
from nnet.store.tables import ActiveModel, Run
from tests.hosting.programs import free_port
from tests.support.owner import TOKEN, call, has_begun, has_ended, queue, stop, until
from tests.support.patience import eventually
from tests.support.problems import assert_problem
from tests.support.servers import serving
from tests.web.test_server import ask
from webapp.background.visitors import VisitorRuns
from webapp.services import services_of

PATH = "/api/visitor-runs"
JSON = {"Content-Type": "application/json"}
ALLOWED = {"OWNER_TOKEN": TOKEN, "VISITOR_RUNS": "2", "PROXIES": "1"}


def start_run(server, address, body="{}", **headers):
    """Ask for a visitor's run from an address."""
    headers = {**JSON, "X-Forwarded-For": address, **headers}
    return ask(server, "POST", PATH, body.encode(), headers)


@pytest.fixture(scope="module")
def idle(tmp_path_factory):
    """A server that lets visitors train, whose trainers are out of reach: what is queued waits."""
    nowhere = f"tcp://127.0.0.1:{free_port()}"
    folder = tmp_path_factory.mktemp("instance")
    with serving(folder, **ALLOWED, DASK_SCHEDULER_ADDRESS=nowhere) as server:
        yield server


@pytest.fixture(scope="module")
def training(tmp_path_factory):
    """A server that lets visitors train, and trains one run at a time."""
    folder = tmp_path_factory.mktemp("training")
    with serving(folder, **ALLOWED, TRAINING_WORKERS="1") as server:
        yield server


def test_visitors_cannot_train_unless_the_owner_allows_it(create):
    for settings in ({}, {"VISITOR_RUNS": 2}):  # of which the second one trains nothing at all
        client = create(**settings).test_client()
        problem = assert_problem(client.post(PATH, json={}), 403, "visitor_runs_off")
        assert "VISITOR_RUNS" in problem["detail"]
        page = client.get("/dashboard").text
        assert "visitor-run" not in page and "a slider shows it learn" in page
        assert "visitor-run" not in client.get("/learn/training").text


def test_one_at_a_time_for_each_address_and_few_in_all(idle):
    first = start_run(idle, "192.0.2.1", '{"learning_rate": 0.3}')
    assert first.status == 201
    run = json.loads(first.body)
    assert first.headers["Location"] == f"/api/runs/{run['id']}"
    assert (run["recipe"], run["status"], run["epochs"]) == ("nielsen", "queued", 5)
    assert (run["config"]["training_digits"], run["config"]["learning_rate"]) == (2000, 0.3)
    assert run["expires_at"] > run["created_at"]
    again = start_run(idle, "192.0.2.1")
    assert_problem(again, 429, "one_at_a_time")
    assert again.headers["Retry-After"] == "10"
    assert start_run(idle, "192.0.2.2").status == 201
    full = start_run(idle, "192.0.2.3")
    assert "2 visitors' runs" in assert_problem(full, 429, "queue_full")["detail"]
    # The owner's queue is another one; and lists show the owner's runs alone.
    owners = queue(idle, epochs=1)
    listed = [one["id"] for one in call(idle, "GET", "/runs")["runs"]]
    assert owners in listed and run["id"] not in listed
    assert call(idle, "GET", f"/runs/{run['id']}")["id"] == run["id"]


@pytest.mark.parametrize(
    "body",
    [
        '{"learning_rate": 0}',
        '{"learning_rate": 1e99}',
        '{"learning_rate": NaN}',
        '{"learning_rate": "3"}',
        '{"epochs": 1000}',
        '{"recipe": "cnn"}',
        '{"training_digits": 50000}',
        '{"name": "<b>"}',
        "[]",
    ],
)
def test_nothing_else_can_be_chosen(idle, body):
    assert_problem(start_run(idle, "192.0.2.9", body), 422, "validation")


def test_a_page_of_another_site_starts_nothing(idle):
    refused = start_run(idle, "192.0.2.9", Origin="https://evil.example")
    assert_problem(refused, 403, "cross_site")


def test_it_is_trained_and_another_one_may_follow(training):
    for _ in range(2):
        answer = start_run(training, "192.0.2.1")
        assert answer.status == 201
        run = until(training, json.loads(answer.body)["id"], has_ended)
        assert (run["status"], run["epochs_done"]) == ("finished", 5)
        assert run["test_accuracy"] > 0.3
    for path in ("/dashboard", "/api/curves.svg", f"/api/curves.svg?runs={run['id']}"):
        shown = ask(training, "GET", path)
        assert shown.status == 200 and b"by a visitor" not in shown.body
    written = [path for path in training.log.parent.rglob("*") if path.is_file()]
    assert all(b"192.0.2.1" not in path.read_bytes() for path in written)


def test_it_yields_to_the_owners_runs(training):
    first = queue(training, epochs=1000)
    until(training, first, has_begun)
    visitors = json.loads(start_run(training, "192.0.2.2").body)["id"]
    second = queue(training, epochs=1000)
    stop(training, first)
    until(training, second, has_begun)
    assert call(training, "GET", f"/runs/{visitors}")["status"] == "queued"
    stop(training, second)
    assert until(training, visitors, has_ended)["status"] == "finished"


def test_it_is_removed_after_an_hour(training):
    run_id = json.loads(start_run(training, "192.0.2.3").body)["id"]
    until(training, run_id, has_ended)
    store = RunStore(f"sqlite:///{training.environment['INSTANCE_PATH']}/runs.db")
    with store.writing() as session:
        session.get(Run, run_id).expires_at = utc_now()
    store.close()
    eventually(
        lambda: ask(training, "GET", f"/api/runs/{run_id}").status, lambda status: status == 404
    )


def test_it_is_not_removed_while_its_network_answers(create):
    app = create(OWNER_TOKEN=TOKEN)
    store = services_of(app).runs.get()
    run = VisitorRuns(1).start(store, "192.0.2.1", None)
    with store.writing() as session:
        stored = session.get(Run, run["id"])
        stored.status, stored.expires_at = "finished", utc_now()
        session.add(ActiveModel(id=1, run_id=run["id"], chosen_at=utc_now()))
    run_queue.remove_expired_runs(store)
    assert store.run(run["id"]) is not None


def test_the_oldest_make_room_where_many_are_kept(create, monkeypatch):
    monkeypatch.setattr(run_queue, "MAX_VISITOR_RUNS_KEPT", 3)
    store = services_of(create()).runs.get()
    visitors, started = VisitorRuns(10), []
    for number in range(5):
        started.append(visitors.start(store, f"192.0.2.{number}", None)["id"])
        with store.writing() as session:
            session.get(Run, started[-1]).status = "finished"
    assert [store.run(run_id) is not None for run_id in started] == [False] * 2 + [True] * 3


def test_a_visitors_training_has_a_time_limit(create, few, monkeypatch):
    monkeypatch.setattr(experiment, "VISITOR_RUN_S", -1.0)
    store = services_of(create()).runs.get()
    run_id = VisitorRuns(1).start(store, "192.0.2.1", None)["id"]
    with pytest.raises(OutOfTime):
        train_claimed_run(claim_next(store), few)
    run = store.run(run_id)
    assert run["status"] == "failed" and "all that a visitor's run is given" in run["error"]


def test_the_privacy_page_tells_of_it_where_it_is_allowed(create):
    assert "What you train" not in create().test_client().get("/privacy").text
    assert "What you train" in create(VISITOR_RUNS=1).test_client().get("/privacy").text
