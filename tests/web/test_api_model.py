"""GET /api/model: which network answers."""

from __future__ import annotations

import hashlib

import pytest

from nnet.models.checkpoint import SHIPPED_MODEL, dump_model, load_model, parse_model
from nnet.models.recipes import recipe_config
from tests.support.problems import assert_problem
from webapp.services import services_of


@pytest.mark.changes_nothing
def test_the_active_model_is_described(client):
    model = client.get("/api/model").json
    shipped = load_model(SHIPPED_MODEL)
    assert model["sha256"] == hashlib.sha256(SHIPPED_MODEL.read_bytes()).hexdigest()
    assert model["recipe"] == shipped.recipe
    assert model["architecture"] == shipped.architecture
    assert model["parameters"] == shipped.parameters
    assert model["test_accuracy"] == shipped.card["test_accuracy"]
    assert model["validation_accuracy"] == shipped.card["validation_accuracy"]
    assert model["card"] == shipped.card


def test_another_model_answers_as_soon_as_it_is_activated(client, app, seven):
    def predict():
        response = client.post("/api/predictions", data=seven, content_type="image/png")
        return response.json["model"]

    before = predict()
    config = recipe_config("nielsen", seed=5)
    other = parse_model(dump_model(config.create_network(), config), "other")
    services_of(app).recognizer.activate(other)
    assert predict() == other.sha256[:12] != before
    assert client.get("/api/model").json["architecture"] == "784-30-10"


def test_a_model_file_of_ones_own_is_used(create, tmp_path):
    path = tmp_path / "mine.npz"
    path.write_bytes(SHIPPED_MODEL.read_bytes())  # without its card
    model = create(MODEL_PATH=str(path)).test_client().get("/api/model").json
    assert model["test_accuracy"] is None and model["card"] == {}


def test_without_a_model_there_is_nothing_to_describe(client, app):
    services_of(app).recognizer.activate(None)
    response = client.get("/api/model")
    assert response.headers["Retry-After"].isdigit()
    assert_problem(response, 503, "unavailable")
