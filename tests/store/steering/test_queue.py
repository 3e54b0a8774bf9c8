"""The queue of runs, and pausing, resuming and stopping them through the API."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import claim_next
from nnet.store.run_queue import MAX_QUEUED, queue_run
from tests.store.dialects import on_sqlite
from tests.store.steering.calls import BEARER, has_status, post, queue, until
from tests.support.problems import assert_problem


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


@on_sqlite
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


@on_sqlite
def test_a_full_queue_says_so(client, store):
    for _ in range(MAX_QUEUED):
        queue_run(store, recipe_config("nielsen"), "")
    response = post(client, "", {"recipe": "nielsen"})
    assert_problem(response, 429, "queue_full")
    assert response.headers["Retry-After"]


def test_the_queue_is_trained_in_order_and_can_be_reordered(client, store):
    first, second, third = (queue(client, seed=seed) for seed in (1, 2, 3))
    assert post(client, f"/{third}/next").json["place"] < 1
    assert post(client, f"/{first}/stop").json["status"] == "stopped"
    assert [claim_next(store).run_id for _ in range(2)] == [third, second]
    assert claim_next(store) is None
    assert_problem(post(client, f"/{third}/next"), 409, "conflict")


def test_each_run_is_claimed_once_however_many_ask(store):
    queued = {queue_run(store, recipe_config("nielsen", epochs=1), "")["id"] for _ in range(8)}
    with ThreadPoolExecutor(4) as threads:
        claimed = [run for run in threads.map(lambda _: claim_next(store), range(12)) if run]
    assert sorted(run.run_id for run in claimed) == sorted(queued)
    assert {run.attempt for run in claimed} == {1}


@on_sqlite
def test_a_queued_run_is_deleted(client, store):
    run_id = queue(client)
    assert client.delete(f"/api/runs/{run_id}", headers=BEARER).status_code == 204
    assert claim_next(store) is None


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


@on_sqlite
def test_a_run_is_stopped_and_can_be_queued_again(client, store, training):
    until(client, training, lambda run: run["epochs_done"])
    post(client, f"/{training}/stop")
    stopped = until(client, training, has_status("stopped"))
    assert stopped["finished_at"] and stopped["progress"] is None
    for wanted in ("pause", "stop"):
        assert_problem(post(client, f"/{training}/{wanted}"), 409, "conflict")
    assert post(client, f"/{training}/resume").json["status"] == "queued"
    assert claim_next(store).values()["epochs_done"] == stopped["epochs_done"]


@on_sqlite
def test_a_paused_run_is_stopped(client, training):
    post(client, f"/{training}/pause")
    until(client, training, has_status("paused"))
    post(client, f"/{training}/stop")
    until(client, training, has_status("stopped"))


@on_sqlite
@pytest.mark.parametrize("action", ["pause", "resume", "stop", "next", "more"])
def test_unknown_runs_are_not_found(client, action):
    assert_problem(post(client, f"/nothing/{action}"), 404, "not_found")
