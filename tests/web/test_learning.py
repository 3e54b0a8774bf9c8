"""What a run's network looks for and what it answers, epoch by epoch: weights and samples."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nnet.core.data import load_test_digits
from nnet.jobs.experiment import run_experiment, train_claimed_run
from nnet.models.checkpoint import parse_model
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import claim_next
from nnet.store.run_queue import add_epochs, queue_run
from tests.support.problems import assert_problem
from tests.support.recorded import record_run
from webapp.services import services_of


@pytest.fixture
def store(app):
    """The application's store."""
    return services_of(app).runs.get()


@pytest.fixture
def trained(store, few):
    """The id of a run whose network is in the application's store."""
    return run_experiment(recipe_config("nielsen", epochs=1), store, few).run_id


def get(client, run_id, what):
    response = client.get(f"/api/runs/{run_id}/{what}")
    assert response.status_code == 200, response.json
    return response.json


def pixels(picture):
    with Image.open(io.BytesIO(base64.b64decode(picture))) as shown:
        return np.asarray(shown.convert("RGB")).astype(int)


def test_each_unit_of_the_first_layer_is_a_picture(client, store, trained):
    weights = get(client, trained, "weights")
    assert (weights["epoch"], weights["layer"], weights["type"]) == (1, 1, "dense")
    assert weights["units"] == len(weights["pictures"]) == 30
    network = parse_model(store.checkpoint(trained), "it").network
    values = network.layers[0].weights.value[7].reshape(28, 28)
    red, _, blue = np.moveaxis(pixels(weights["pictures"][7]), -1, 0)
    strong = np.abs(values) > weights["limit"] / 2
    assert np.array_equal((red > blue)[strong], (values > 0)[strong])
    assert np.ptp(pixels(weights["pictures"][7])[np.abs(values) < weights["limit"] / 100]) < 12


def test_a_convolution_shows_its_kernels_and_a_wide_layer_its_first_units(client, store, few):
    shipped = client.get("/api/model").json["card"]["run_id"]
    weights = get(client, shipped, "weights")
    assert (weights["layer"], weights["type"], len(weights["pictures"])) == (2, "conv2d", 32)
    assert pixels(weights["pictures"][0]).shape == (3, 3, 3)
    config = recipe_config("mlp", [100], epochs=1)
    weights = get(client, run_experiment(config, store, few).run_id, "weights")
    assert (weights["layer"], weights["units"], len(weights["pictures"])) == (2, 100, 64)


def test_a_dozen_test_digits_are_read_by_the_last_network(client, store, trained):
    first = get(client, trained, "samples")
    digits = load_test_digits()
    assert first["epoch"] == 1
    assert [sample["label"] for sample in first["samples"]] == [*range(10), 9, 5]
    for sample in first["samples"][:10]:
        assert sample["index"] == np.flatnonzero(digits.labels == sample["label"])[0]
    model = parse_model(store.checkpoint(trained), "it")
    places = [sample["index"] for sample in first["samples"]]
    expected = model.probabilities(digits.images[places])
    for sample, row in zip(first["samples"], expected, strict=True):
        assert sample["probabilities"] == pytest.approx(row, abs=1e-5)
        assert sample["answer"] == row.argmax()
        shown = pixels(sample["picture"])[:, :, 0]
        assert np.array_equal(shown, digits.images[sample["index"]])


@pytest.mark.parametrize("what", ["weights", "samples"])
def test_what_is_shown_changes_with_the_epoch_alone(client, store, few, trained, what):
    first = client.get(f"/api/runs/{trained}/{what}")
    same = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/api/runs/{trained}/{what}", headers=same).status_code == 304
    add_epochs(store, trained, 1)
    train_claimed_run(claim_next(store), few)
    second = client.get(f"/api/runs/{trained}/{what}", headers=same)
    assert (second.status_code, second.json["epoch"]) == (200, 2)


def test_a_network_is_read_from_the_store_once(client, store, trained, monkeypatch):
    get(client, trained, "weights")
    monkeypatch.setattr("webapp.inference.run_networks.parse_model", None)
    assert get(client, trained, "samples")["epoch"] == 1


@pytest.mark.parametrize("what", ["weights", "samples"])
def test_there_is_nothing_without_a_network(client, store, what):
    assert_problem(client.get(f"/api/runs/none/{what}"), 404, "not_found")
    waiting = queue_run(store, recipe_config("nielsen"), "")["id"]
    problem = assert_problem(client.get(f"/api/runs/{waiting}/{what}"), 409, "conflict")
    assert "not finished an epoch" in problem["detail"]
    figures = record_run(store, "figures alone")
    problem = assert_problem(client.get(f"/api/runs/{figures}/{what}"), 409, "conflict")
    assert "only its figures are here" in problem["detail"]
