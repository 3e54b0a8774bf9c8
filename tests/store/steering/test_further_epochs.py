"""Further epochs for runs that have ended, or are about to."""

from __future__ import annotations

import numpy as np

from nnet.jobs.experiment import run_experiment, train_claimed_run
from nnet.models.archive import parse_arrays
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import claim_next
from tests.store.dialects import on_sqlite
from tests.store.steering.calls import Owner, post, queue
from tests.support.problems import assert_problem


def test_a_finished_run_is_trained_for_further_epochs(client, store, few):
    run_id, whole = queue(client, epochs=1), queue(client, epochs=3)
    train_claimed_run(claim_next(store), few)
    run = post(client, f"/{run_id}/more").json
    assert (run["status"], run["epochs"], run["epochs_done"]) == ("queued", 2, 1)
    assert (run["config"]["epochs"], run["finished_at"]) == (2, None)
    assert post(client, f"/{run_id}/more", {"epochs": 1}).json["epochs"] == 3
    train_claimed_run(claim_next(store), few)
    train_claimed_run(claim_next(store), few)
    assert client.get(f"/api/runs/{run_id}").json["status"] == "finished"
    assert [row["epoch"] for row in store.metrics(run_id)] == [1, 2, 3]
    weights = [parse_arrays(store.checkpoint(each))[0] for each in (run_id, whole)]
    assert all(np.array_equal(weights[0][name], weights[1][name]) for name in weights[1])


@on_sqlite
def test_further_epochs_go_through_the_end_of_the_schedule_again(client, store, few):
    run_id = run_experiment(recipe_config("nielsen-100", epochs=2), store, few).run_id
    assert post(client, f"/{run_id}/more", {"epochs": 2}).json["config"]["schedule_epochs"] == 2
    train_claimed_run(claim_next(store), few)
    rates = [row["learning_rate"] for row in store.metrics(run_id)]
    assert len(rates) == 4 and rates[0] > rates[1] == rates[2] == rates[3] > 0


@on_sqlite
def test_a_run_that_is_given_an_epoch_in_its_last_one_goes_on(client, store, few):
    owner = Owner(client, 1, 50, lambda run_id: post(client, f"/{run_id}/more"))
    result = run_experiment(recipe_config("nielsen", epochs=1), store, few, callbacks=[owner])
    run = client.get(f"/api/runs/{result.run_id}").json
    assert (run["status"], run["attempt"]) == ("finished", 1)
    assert run["epochs"] == run["epochs_done"] == 2


@on_sqlite
def test_a_stopped_run_goes_on_to_one_epoch_more(client, store):
    run_id = queue(client, epochs=3)
    post(client, f"/{run_id}/stop")
    run = post(client, f"/{run_id}/more").json
    assert (run["status"], run["epochs"]) == ("queued", 4)


@on_sqlite
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
    claimed.finish("failed", "It diverged.")
    problem = assert_problem(post(client, f"/{failed}/more"), 409, "conflict")
    assert "This run is failed" in problem["detail"]
    post(client, f"/{run_id}/stop")
    problem = assert_problem(post(client, f"/{run_id}/more"), 409, "conflict")
    for body in ({"epochs": 0}, {"epochs": 1001}, {"epochs": "1"}, {"epoch": 1}):
        assert_problem(post(client, f"/{failed}/more", body), 422, "validation")
