"""The learning rate, changed while a run trains: obeyed, recorded, kept."""

from __future__ import annotations

from nnet.jobs import recorder
from nnet.jobs.experiment import resume_experiment, run_experiment, train_claimed_run
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import claim_next
from tests.store.dialects import on_sqlite
from tests.store.steering.calls import BEARER, Owner, change_rate, post, queue, until
from tests.support.patience import eventually
from tests.support.problems import assert_problem


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


@on_sqlite
def test_the_rate_of_a_finished_run_is_history(client, store, few):
    run_id = run_experiment(recipe_config("nielsen", epochs=1), store, few).run_id
    changes = {"learning_rate": 0.25, "name": "too late"}
    response = client.patch(f"/api/runs/{run_id}", json=changes, headers=BEARER)
    assert_problem(response, 409, "conflict")
    assert client.get(f"/api/runs/{run_id}").json["name"] != "too late"
    assert_problem(post(client, f"/{run_id}/resume"), 409, "conflict")


@on_sqlite
def test_a_resumed_run_keeps_the_rate_that_was_chosen(client, store, few):
    run_id = queue(client, epochs=1)
    client.patch(f"/api/runs/{run_id}", json={"learning_rate": 0.25}, headers=BEARER)
    train_claimed_run(claim_next(store), few)
    assert store.metrics(run_id)[0]["learning_rate"] == 0.25


def test_a_change_of_the_rate_is_recorded_where_it_was_obeyed(client, training):
    until(client, training, lambda run: run["epochs_done"])
    change_rate(client, training, 0.25)
    (change,) = until(client, training, lambda run: run["rate_changes"])["rate_changes"]
    assert (change["old"], change["new"]) == (3.0, 0.25)
    # As decimal digits: 1 + 14 / 100 is not the 1.14 that JSON carries.
    assert change["position"] == round(change["epoch"] - 1 + change["step"] / 100, 4) > 1
    rows = eventually(
        lambda: client.get(f"/api/runs/{training}/metrics").json["metrics"],
        lambda rows: len(rows) > change["epoch"],
    )
    before = change["epoch"] - 1
    assert [row["learning_rate"] for row in rows] == [3.0] * before + [0.25] * (len(rows) - before)
    change_rate(client, training, 0.25)
    run = until(client, training, lambda run: run["epochs_done"] > len(rows))
    assert run["rate_changes"] == [change]


@on_sqlite
def test_a_change_that_is_lost_with_its_epoch_counts_from_where_the_run_goes_on(
    client, store, few, monkeypatch
):
    monkeypatch.setattr(recorder, "REPORT_EVERY_S", 0.0)
    owner = Owner(client, 2, 10, lambda run_id: change_rate(client, run_id, 0.25), stops=True)
    config = recipe_config("nielsen", epochs=3)
    assert run_experiment(config, store, few, callbacks=[owner]).status == "stopped"
    (lost,) = client.get(f"/api/runs/{owner.run_id}").json["rate_changes"]
    assert lost == {"epoch": 2, "step": 11, "position": 1.11, "old": 3.0, "new": 0.25}
    resume_experiment(owner.run_id, store, few)
    (change,) = client.get(f"/api/runs/{owner.run_id}").json["rate_changes"]
    assert change == {**lost, "step": 0, "position": 1.0}
    assert [row["learning_rate"] for row in store.metrics(owner.run_id)] == [3.0, 0.25, 0.25]
