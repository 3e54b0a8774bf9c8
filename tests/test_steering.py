"""Starting and steering runs through the API: the queue, pause, resume, stop, learning rate."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from nnet import recording, run_rows, steering
from nnet.archive import parse_arrays
from nnet.experiment import claimed_experiment, resume_experiment, run_experiment
from nnet.recipes import recipe_config
from nnet.run_rows import Superseded
from nnet.steering import MOST_QUEUED, claim_next, lost, queue_run, queue_silent
from nnet.tracking import RunStore
from nnet.training import Callback
from tests.patience import eventually
from tests.problems import assert_problem
from webapp.services import services_of

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def app(create, prepared_url):
    """An application whose owner has a token; nothing is trained unless a test does it."""
    return create(OWNER_TOKEN=TOKEN, DATABASE_URL=prepared_url)


@pytest.fixture
def store(app):
    """Its store."""
    return services_of(app).runs.get()


def post(client, path, body=None):
    return client.post(f"/api/runs{path}", json=body, headers=BEARER)


def queue(client, **overrides):
    """Queue a run and return its id."""
    return post(client, "", {"recipe": "nielsen", "overrides": overrides}).json["id"]


def test_a_run_is_queued(client):
    overrides = {"epochs": 3, "learning_rate": 0.5, "seed": 7, "layers": "784-20-10"}
    body = {"recipe": "nielsen", "name": "first <try>", "overrides": overrides}
    response = post(client, "", body)
    run = response.json
    assert response.status_code == 201
    assert response.headers["Location"].endswith(f"/api/runs/{run['id']}")
    assert (run["status"], run["name"], run["recipe"]) == ("queued", "first <try>", "nielsen")
    assert (run["epochs"], run["epochs_done"], run["architecture"]) == (3, 0, "784-20-10")
    assert (run["config"]["learning_rate"], run["config"]["seed"]) == (0.5, 7)
    assert client.get(f"/api/runs/{run['id']}").json == run
    assert client.get("/api/runs?status=queued").json["runs"] == [run]
    assert post(client, "", {"recipe": "mlp"}).json["name"] == "mlp, seed 1"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="no recipe"),
        pytest.param({"recipe": "resnet"}, id="an unknown recipe"),
        pytest.param({"recipe": "mlp", "epochs": 3}, id="an override at the wrong place"),
        pytest.param({"recipe": "mlp", "overrides": {"epochs": 0}}, id="no epoch"),
        pytest.param({"recipe": "mlp", "overrides": {"epochs": "3"}}, id="a text"),
        pytest.param({"recipe": "mlp", "overrides": {"epochs": True}}, id="true"),
        pytest.param({"recipe": "mlp", "overrides": {"learning_rate": 0}}, id="no step"),
        pytest.param({"recipe": "mlp", "overrides": {"learning_rate": 1e999}}, id="infinity"),
        pytest.param({"recipe": "mlp", "overrides": {"seed": -1}}, id="a negative seed"),
        pytest.param({"recipe": "mlp", "overrides": {"layers": "30-10"}}, id="too few pixels"),
        pytest.param({"recipe": "cnn", "overrides": {"layers": "784-30-10"}}, id="not dense"),
        pytest.param({"recipe": "mlp", "overrides": {"batch": 3}}, id="an unknown override"),
        pytest.param({"recipe": "mlp", "name": "a\nb"}, id="two lines"),
    ],
)
def test_what_cannot_be_trained_is_refused(client, body):
    assert_problem(post(client, "", body), 422, "validation")
    assert client.get("/api/runs?status=queued").json["runs"] == []


def test_a_full_queue_says_so(client, store):
    for _ in range(MOST_QUEUED):
        queue_run(store, recipe_config("nielsen"), "")
    response = post(client, "", {"recipe": "nielsen"})
    assert_problem(response, 429, "queue_full")
    assert response.headers["Retry-After"]


def test_the_queue_is_trained_in_order_and_can_be_reordered(client, store):
    first, second, third = (queue(client, seed=seed) for seed in (1, 2, 3))
    assert post(client, f"/{third}/next").json["place"] < 1
    assert post(client, f"/{first}/stop").json["status"] == "stopped"
    assert [claim_next(store)["id"] for _ in range(2)] == [third, second]
    assert claim_next(store) is None
    assert_problem(post(client, f"/{third}/next"), 409, "conflict")


def test_a_queued_run_is_deleted(client, store):
    run_id = queue(client)
    assert client.delete(f"/api/runs/{run_id}", headers=BEARER).status_code == 204
    assert claim_next(store) is None


@pytest.fixture
def training(client, store, few, monkeypatch):
    """The id of a run that is being trained in a thread, which hears its owner at each step."""
    monkeypatch.setattr(recording, "REPORT_EVERY_S", 0.0)
    run_id = queue(client, epochs=10_000)
    attempt = claim_next(store)["attempt"]
    worker = threading.Thread(target=claimed_experiment, args=(run_id, attempt, store, few))
    worker.start()
    yield run_id
    if client.get(f"/api/runs/{run_id}").status_code == 200:
        post(client, f"/{run_id}/stop")
    worker.join()


def until(client, run_id, is_so):
    """Wait until the API says that a run is so, and return the run."""
    return eventually(lambda: client.get(f"/api/runs/{run_id}").json, is_so)


def has_status(status):
    return lambda run: run["status"] == status


def test_a_run_is_paused_and_goes_on(client, training):
    run = until(client, training, lambda run: run["progress"] and run["epochs_done"])
    assert run["environment"]["numpy"]
    assert 1 <= run["progress"]["step"] <= run["progress"]["steps"] == 100
    assert post(client, f"/{training}/pause").json["wanted"] == "pause"
    paused = until(client, training, has_status("paused"))
    assert paused["wanted"] is None
    assert_problem(post(client, f"/{training}/pause"), 409, "conflict")
    response = client.delete(f"/api/runs/{training}", headers=BEARER)
    assert_problem(response, 409, "conflict")
    post(client, f"/{training}/resume")
    until(client, training, lambda run: run["epochs_done"] > paused["epochs_done"])


def test_a_run_is_stopped_and_can_be_queued_again(client, store, training):
    until(client, training, lambda run: run["epochs_done"])
    post(client, f"/{training}/stop")
    stopped = until(client, training, has_status("stopped"))
    assert stopped["finished_at"] and stopped["progress"] is None
    for wanted in ("pause", "stop"):
        assert_problem(post(client, f"/{training}/{wanted}"), 409, "conflict")
    assert post(client, f"/{training}/resume").json["status"] == "queued"
    assert claim_next(store)["epochs_done"] == stopped["epochs_done"]


def test_a_paused_run_is_stopped(client, training):
    post(client, f"/{training}/pause")
    until(client, training, has_status("paused"))
    post(client, f"/{training}/stop")
    until(client, training, has_status("stopped"))


def test_the_learning_rate_is_changed_while_it_trains(client, training):
    changes = {"learning_rate": 0.25, "name": "slower"}
    run = client.patch(f"/api/runs/{training}", json=changes, headers=BEARER).json
    assert (run["rate"], run["name"], run["config"]["learning_rate"]) == (0.25, "slower", 3.0)

    def rates():
        return [
            m["learning_rate"] for m in client.get(f"/api/runs/{training}/metrics").json["metrics"]
        ]

    eventually(rates, lambda found: found and found[-1] == 0.25)
    for rate in (0, -1, "0.1", True):
        response = client.patch(
            f"/api/runs/{training}", json={"learning_rate": rate}, headers=BEARER
        )
        assert_problem(response, 422, "validation")


def test_the_rate_of_a_finished_run_is_history(client, store, few):
    run_id = run_experiment(recipe_config("nielsen", epochs=1), store, few).run_id
    changes = {"learning_rate": 0.25, "name": "too late"}
    response = client.patch(f"/api/runs/{run_id}", json=changes, headers=BEARER)
    assert_problem(response, 409, "conflict")
    assert client.get(f"/api/runs/{run_id}").json["name"] != "too late"
    assert_problem(post(client, f"/{run_id}/resume"), 409, "conflict")


def test_a_resumed_run_keeps_the_rate_that_was_chosen(client, store, few):
    run_id = queue(client, epochs=1)
    client.patch(f"/api/runs/{run_id}", json={"learning_rate": 0.25}, headers=BEARER)
    claimed_experiment(run_id, claim_next(store)["attempt"], store, few)
    assert store.metrics(run_id)[0]["learning_rate"] == 0.25


def change_rate(client, run_id, rate):
    path = f"/api/runs/{run_id}"
    assert client.patch(path, json={"learning_rate": rate}, headers=BEARER).json["rate"] == rate


def test_a_change_of_the_rate_is_recorded_where_it_was_obeyed(client, training):
    until(client, training, lambda run: run["epochs_done"])
    change_rate(client, training, 0.25)
    (change,) = until(client, training, lambda run: run["rate_changes"])["rate_changes"]
    assert (change["old"], change["new"]) == (3.0, 0.25)
    assert change["position"] == change["epoch"] - 1 + change["step"] / 100 > 1
    rows = eventually(
        lambda: client.get(f"/api/runs/{training}/metrics").json["metrics"],
        lambda rows: len(rows) > change["epoch"],
    )
    before = change["epoch"] - 1
    assert [row["learning_rate"] for row in rows] == [3.0] * before + [0.25] * (len(rows) - before)
    change_rate(client, training, 0.25)
    run = until(client, training, lambda run: run["epochs_done"] > len(rows))
    assert run["rate_changes"] == [change]


class Owner(Callback):
    """Asks something of the newest run at one step, and stops it two steps later if so told."""

    def __init__(self, client, epoch, step, ask, stops=False):
        self.client, self.when, self.ask, self.stops = client, (epoch, step), ask, stops

    def on_step(self, progress):
        if (progress.epoch, progress.step) == self.when:
            self.run_id = self.client.get("/api/runs?limit=1").json["runs"][0]["id"]
            self.ask(self.run_id)
        if self.stops and (progress.epoch, progress.step - 2) == self.when:
            raise KeyboardInterrupt


def test_a_change_that_is_lost_with_its_epoch_counts_from_where_the_run_goes_on(
    client, store, few, monkeypatch
):
    monkeypatch.setattr(recording, "REPORT_EVERY_S", 0.0)
    owner = Owner(client, 2, 10, lambda run_id: change_rate(client, run_id, 0.25), stops=True)
    config = recipe_config("nielsen", epochs=3)
    assert run_experiment(config, store, few, callbacks=[owner]).status == "stopped"
    (lost,) = client.get(f"/api/runs/{owner.run_id}").json["rate_changes"]
    assert lost == {"epoch": 2, "step": 11, "position": 1.11, "old": 3.0, "new": 0.25}
    resume_experiment(owner.run_id, store, few)
    (change,) = client.get(f"/api/runs/{owner.run_id}").json["rate_changes"]
    assert change == {**lost, "step": 0, "position": 1.0}
    assert [row["learning_rate"] for row in store.metrics(owner.run_id)] == [3.0, 0.25, 0.25]


def test_a_finished_run_is_trained_for_further_epochs(client, store, few):
    run_id, whole = queue(client, epochs=1), queue(client, epochs=3)
    claimed_experiment(run_id, claim_next(store)["attempt"], store, few)
    run = post(client, f"/{run_id}/more").json
    assert (run["status"], run["epochs"], run["epochs_done"]) == ("queued", 2, 1)
    assert (run["config"]["epochs"], run["finished_at"]) == (2, None)
    assert post(client, f"/{run_id}/more", {"epochs": 1}).json["epochs"] == 3
    claimed_experiment(whole, claim_next(store)["attempt"], store, few)
    claimed_experiment(run_id, claim_next(store)["attempt"], store, few)
    assert client.get(f"/api/runs/{run_id}").json["status"] == "finished"
    assert [row["epoch"] for row in store.metrics(run_id)] == [1, 2, 3]
    weights = [parse_arrays(store.checkpoint(each))[0] for each in (run_id, whole)]
    assert all(np.array_equal(weights[0][name], weights[1][name]) for name in weights[1])


def test_further_epochs_go_through_the_end_of_the_schedule_again(client, store, few):
    run_id = run_experiment(recipe_config("nielsen-100", epochs=2), store, few).run_id
    assert post(client, f"/{run_id}/more", {"epochs": 2}).json["config"]["schedule_epochs"] == 2
    claimed_experiment(run_id, claim_next(store)["attempt"], store, few)
    rates = [row["learning_rate"] for row in store.metrics(run_id)]
    assert len(rates) == 4 and rates[0] > rates[1] == rates[2] == rates[3] > 0


def test_a_run_that_is_given_an_epoch_in_its_last_one_goes_on(client, store, few):
    owner = Owner(client, 1, 50, lambda run_id: post(client, f"/{run_id}/more"))
    result = run_experiment(recipe_config("nielsen", epochs=1), store, few, callbacks=[owner])
    run = client.get(f"/api/runs/{result.run_id}").json
    assert (run["status"], run["attempt"]) == ("finished", 1)
    assert run["epochs"] == run["epochs_done"] == 2


def test_a_stopped_run_goes_on_to_one_epoch_more(client, store):
    run_id = queue(client, epochs=3)
    post(client, f"/{run_id}/stop")
    run = post(client, f"/{run_id}/more").json
    assert (run["status"], run["epochs"]) == ("queued", 4)


def test_what_cannot_be_given_further_epochs_says_why(client, store, few):
    shipped = client.get("/api/model").json["card"]["run_id"]
    problem = assert_problem(post(client, f"/{shipped}/more"), 409, "conflict")
    assert "without the state of its training" in problem["detail"]
    run_id = queue(client, epochs=10_000)
    problem = assert_problem(post(client, f"/{run_id}/more"), 409, "conflict")
    assert "10,000 epochs at most" in problem["detail"]
    failed = queue(client, epochs=1)
    for _ in range(2):
        claimed = claim_next(store)
    store.finish_run(failed, "failed", "It diverged.", claimed["attempt"])
    problem = assert_problem(post(client, f"/{failed}/more"), 409, "conflict")
    assert "This run is failed" in problem["detail"]
    post(client, f"/{run_id}/stop")
    problem = assert_problem(post(client, f"/{run_id}/more"), 409, "conflict")
    for body in ({"epochs": 0}, {"epochs": 1001}, {"epochs": "1"}, {"epoch": 1}):
        assert_problem(post(client, f"/{failed}/more", body), 422, "validation")


def test_what_a_lost_process_still_writes_is_refused(client, store, few):
    run_id = queue(client, epochs=2)
    first = claim_next(store)["attempt"]
    lost(store, run_id, first, "It was killed.")
    second = claim_next(store)["attempt"]
    assert second > first
    with pytest.raises(Superseded):
        steering.report(store, run_id, first, "running", None)
    with pytest.raises(Superseded):
        store.finish_run(run_id, "failed", "late", first)
    assert claimed_experiment(run_id, first, store, few).status == "superseded"
    assert claimed_experiment(run_id, second, store, few).status == "finished"
    assert [row["epoch"] for row in store.metrics(run_id)] == [1, 2]


def test_a_run_whose_process_is_lost_is_tried_three_times(client, store):
    run_id = queue(client)
    for _ in range(3):
        lost(store, run_id, claim_next(store)["attempt"], "It was killed.")
    run = client.get(f"/api/runs/{run_id}").json
    assert run["status"] == "failed" and "It was killed." in run["error"]
    assert claim_next(store) is None
    post(client, f"/{run_id}/resume")
    assert claim_next(store)["losses"] == 0


def test_a_run_whose_process_fell_silent_is_queued_again(client, store, monkeypatch):
    run_id = queue(client)
    claim_next(store)
    queue_silent(store)
    assert client.get(f"/api/runs/{run_id}").json["status"] == "running"
    later = datetime.now(UTC) + timedelta(seconds=60)

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return later

    for module in (run_rows, steering):
        monkeypatch.setattr(module, "datetime", Later)
    assert store.run(run_id)["status"] == "interrupted"
    queue_silent(store)
    assert store.run(run_id)["status"] == "queued"


def test_a_run_whose_store_is_locked_as_it_begins_waits(tmp_path, few, monkeypatch):
    monkeypatch.setattr("nnet.store_schema.BUSY_TIMEOUT_S", 0)
    tried = threading.Event()
    monkeypatch.setattr(recording.time, "sleep", lambda seconds: tried.set() or tried.wait(0.01))
    store = RunStore(f"sqlite:///{tmp_path / 'runs.db'}")
    store.prepare()
    run_id = queue_run(store, recipe_config("nielsen", epochs=1), "")["id"]
    attempt = claim_next(store)["attempt"]
    worker = threading.Thread(target=claimed_experiment, args=(run_id, attempt, store, few))
    with closing(sqlite3.connect(tmp_path / "runs.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        worker.start()
        assert tried.wait(60)
    worker.join()
    run = store.run(run_id)
    assert (run["status"], run["epochs_done"], run["error"]) == ("finished", 1, None)
    store.close()


def test_a_deleted_run_is_no_longer_trained(client, store, few):
    run_id = queue(client, epochs=1)
    attempt = claim_next(store)["attempt"]
    lost(store, run_id, attempt, "")
    client.delete(f"/api/runs/{run_id}", headers=BEARER)
    assert claimed_experiment(run_id, attempt, store, few).status == "superseded"


@pytest.mark.parametrize("action", ["pause", "resume", "stop", "next", "more"])
def test_unknown_runs_are_not_found(client, action):
    assert_problem(post(client, f"/nothing/{action}"), 404, "not_found")
