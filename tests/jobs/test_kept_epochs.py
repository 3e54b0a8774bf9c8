"""Runs whose networks are kept after every epoch: their size, their film, their end."""

from __future__ import annotations

import numpy as np
import pytest
import sqlalchemy as sa

from nnet.core.data import load_test_digits
from nnet.imaging.png import base64_png
from nnet.jobs.experiment import run_experiment, train_claimed_run
from nnet.models.checkpoint import parse_model
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import claim_next
from nnet.store.run_queries import kept_epoch, kept_epochs
from nnet.store.tables import KeptEpoch
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from webapp.services import services_of

DIGIT = load_test_digits().images[4]
ASKED = {"input": base64_png(DIGIT)}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
SMALL = {"epochs": 3, "training_digits": 500, "keep_epochs": True}


def kept_of(store, run_id):
    with store.reading() as session:
        return [
            (epoch, kept_epoch(session, run_id, epoch)[0]) for epoch in kept_epochs(session, run_id)
        ]


def start(client, **overrides):
    request = {"recipe": "nielsen", "overrides": overrides}
    return client.post("/api/runs", json=request, headers=BEARER)


def test_the_owner_has_every_epoch_kept_and_looks_at_the_film(owned, few):
    client, store = owned.test_client(), services_of(owned).runs.get()
    assert client.get("/api/inside/films").json["films"] == []
    run = start(client, **SMALL).json
    assert run["config"]["keep_epochs"] is True
    assert_problem(client.get(f"/api/inside/film?run={run['id']}"), 409, "conflict")
    train_claimed_run(claim_next(store), few)
    assert client.get("/api/inside/films").json["films"] == [
        {"run": run["id"], "name": run["name"]}
    ]
    kept = kept_of(store, run["id"])
    assert [epoch for epoch, _ in kept] == [1, 2, 3]
    # What is kept of the last epoch is its network, in half the space.
    last = parse_model(store.checkpoint(run["id"]), "last").network.packed.value
    of_last = parse_model(kept[-1][1], "kept").network.packed.value
    assert of_last == pytest.approx(last, rel=1e-3, abs=1e-4)
    assert len(kept[0][1]) < 0.6 * len(store.checkpoint(run["id"]))

    film = client.get(f"/api/inside/film?run={run['id']}").json
    metrics = client.get(f"/api/runs/{run['id']}/metrics").json["metrics"]
    told = [(frame["epoch"], frame["test_accuracy"]) for frame in film["frames"]]
    assert told == [(0, None), *((row["epoch"], row["test_accuracy"]) for row in metrics)]
    answer = client.post("/api/inside/film", json={**ASKED, "run": run["id"]}).json
    assert answer["id"] == film["id"]
    for reading, (_, content) in zip(answer["readings"][1:], kept, strict=True):
        (expected,) = parse_model(content, "kept").probabilities(DIGIT[None])
        assert reading == pytest.approx(expected, abs=1e-5)
    (first,) = recipe_config("nielsen").create_network().forward(DIGIT.reshape(1, -1) / 255)
    assert answer["readings"][0] == pytest.approx(first / first.sum(), abs=1e-5)
    assert client.get(f"/api/inside/film/{film['id']}/2/changes.png").mimetype == "image/png"
    assert_problem(client.get(f"/api/inside/film/{run['id']}.9/2/changes.png"), 404, "not_found")

    assert client.delete(f"/api/runs/{run['id']}", headers=BEARER).status_code == 204
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(KeptEpoch)) == 0
    assert_problem(client.get(f"/api/inside/film?run={run['id']}"), 404, "not_found")


def test_keeping_them_changes_nothing_about_the_network(owned, few):
    client, store = owned.test_client(), services_of(owned).runs.get()
    ids = [start(client, **{**SMALL, "keep_epochs": keep}).json["id"] for keep in (True, False)]
    for _ in ids:
        train_claimed_run(claim_next(store), few)
    networks = [parse_model(store.checkpoint(run_id), run_id).network for run_id in ids]
    assert np.array_equal(*[network.packed.value for network in networks])
    assert "keep_epochs" not in client.get(f"/api/runs/{ids[1]}").json["config"]


@pytest.mark.changes_nothing
@pytest.mark.parametrize(("recipe", "epochs"), [("nielsen", 201), ("cnn", 150)])
def test_more_than_is_kept_of_one_run_is_refused_with_the_size(owned, recipe, epochs):
    client, overrides = owned.test_client(), {"epochs": epochs, "keep_epochs": True}
    asked = {"recipe": recipe, "overrides": overrides}
    size = client.post("/api/configurations", json=asked, headers=BEARER).json["kept_bytes"]
    refused = assert_problem(
        client.post("/api/runs", json=asked, headers=BEARER), 422, "validation"
    )
    (error,) = refused["errors"]
    assert error["field"] == "overrides.keep_epochs" and f"{size / 1e6:,.1f} MB" in error["message"]


def test_further_epochs_are_kept_up_to_the_bound(store, few, monkeypatch):
    monkeypatch.setattr("nnet.jobs.recorder.MAX_KEPT_EPOCHS", 2)
    store.prepare()
    config = recipe_config("nielsen", epochs=3, training_digits=300, keep_epochs=True)
    run_id = run_experiment(config, store, few).run_id
    assert [epoch for epoch, _ in kept_of(store, run_id)] == [1, 2]


def test_the_command_line_says_the_size_first(nnet_here, store, few, monkeypatch):
    monkeypatch.setattr("nnet.datasets.library.load_mnist", lambda: few)
    arguments = ("train", "--recipe", "nielsen", "--keep-epochs", "--epochs")
    refused = nnet_here(*arguments, 300)
    assert refused.returncode == 2 and "14.3 MB" in refused.stderr
    trained = nnet_here(*arguments, 2)
    assert trained.stdout.startswith("Keeping the networks of 2 epochs takes 0.1 MB.\nEpoch 1:")
    run_id = trained.stdout.rpartition("evaluate ")[2].strip()
    assert [epoch for epoch, _ in kept_of(store, run_id)] == [1, 2]
