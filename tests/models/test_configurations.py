"""What the owner may set of a run before it is started: layers, losses, distortions and more."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nnet.jobs.experiment import prepare_data, train_claimed_run
from nnet.models.config import Config
from nnet.store.claimed_run import claim_next
from tests.support.problems import assert_problem
from webapp.services import services_of

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}

CONVOLUTIONAL = [
    {"type": "unflatten"},
    {"type": "conv2d", "filters": 4, "kernel": 5, "stride": 2},
    {"type": "batch_norm"},
    {"type": "relu"},
    {"type": "max_pool2d", "size": 2},
    {"type": "flatten"},
    {"type": "dense", "units": 10},
]


@pytest.fixture
def app(owned):
    """An application whose owner has a token."""
    return owned


def post(client, path, body):
    return client.post(f"/api/{path}", json=body, headers=BEARER)


def described(client, recipe, **overrides):
    return post(client, "configurations", {"recipe": recipe, "overrides": overrides})


@pytest.mark.changes_nothing
def test_shapes_and_parameters_are_told_as_layers_are_put_together(client):
    answer = described(client, "nielsen").json
    assert answer == {
        "layers": [
            {"type": "dense", "output_shape": [30], "parameters": 23_550},
            {"type": "sigmoid", "output_shape": [30], "parameters": 0},
            {"type": "dense", "output_shape": [10], "parameters": 310},
            {"type": "sigmoid", "output_shape": [10], "parameters": 0},
        ],
        "parameters": 23_860,
        "classes": 10,
        "kept_bytes": 2 * 23_860 * 30,
        "problem": None,
        "problem_layer": None,
    }
    answer = described(client, "mlp", layers=CONVOLUTIONAL).json
    shapes = [layer["output_shape"] for layer in answer["layers"]]
    assert shapes == [[28, 28, 1], *[[12, 12, 4]] * 3, [6, 6, 4], [144], [10]]
    assert answer["parameters"] == (25 + 1) * 4 + 2 * 4 + 144 * 10 + 10


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    ("layers", "position", "words"),
    [
        ([{"type": "conv2d", "filters": 4, "kernel": 5}], 1, "unflatten"),
        ([*CONVOLUTIONAL[:4], {"type": "dense", "units": 10}], 5, "takes vectors"),
        ([{"type": "unflatten"}, {"type": "conv2d", "filters": 4, "kernel": 29}], 2, "not fit"),
        ([{"type": "dense", "units": 12}], None, "ten numbers"),
        ([{"type": "relu"}], None, "ten numbers"),
        ([{"type": "dense", "units": 20_000}, {"type": "dense", "units": 10}], None, "5,000,000"),
        ([{"type": "dense", "units": "ten"}], 1, "whole number"),
        ([{"type": "dance"}], 1, "must be one of"),
        ([{"type": "dense", "units": 10, "colour": 1}], 1, "colour"),
    ],
)
def test_layers_that_do_not_fit_are_explained_and_not_trained(client, layers, position, words):
    answer = described(client, "mlp", layers=layers).json
    assert answer["problem_layer"] == position
    assert words in answer["problem"]
    if position is not None:
        assert len(answer["layers"]) == position - 1
    refused = post(client, "runs", {"recipe": "mlp", "overrides": {"layers": layers}})
    assert words in assert_problem(refused, 422, "validation")["errors"][0]["message"]
    assert client.get("/api/runs?status=queued").json["runs"] == []


@pytest.mark.changes_nothing
def test_what_would_take_too_much_memory_is_refused(client):
    wide = [
        {"type": "unflatten"},
        {"type": "conv2d", "filters": 400, "kernel": 3},
        {"type": "flatten"},
        {"type": "dense", "units": 1},
        {"type": "dense", "units": 10},
    ]
    answer = described(client, "mlp", layers=wide, batch_size=5000).json
    assert "smaller batch size" in answer["problem"]
    assert len(answer["layers"]) == len(wide)


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"loss": "hinge"}, "loss"),
        ({"loss": {"type": "softmax_cross_entropy", "smoothing": 2}}, "loss"),
        ({"optimizer": {"type": "adam", "speed": 3}}, "optimizer"),
        ({"optimizer": {"type": "momentum", "momentum": "high"}}, "optimizer"),
        ({"schedule": {"type": "step", "drop": 7}}, "schedule"),
        ({"augmentation": {"rotation": 400}}, "augmentation"),
        ({"augmentation": {"glitter": 1}}, "augmentation"),
        ({"augmentation": {"rotation": "12"}}, "augmentation.rotation"),
        ({"training_digits": 99}, "training_digits"),
        ({"batch_size": 0}, "batch_size"),
        ({"learning_rate": 0}, "learning_rate"),
        ({"epochs": None}, "epochs"),
        ({"layers": "784-banana-10"}, "layers"),
        ({"layers": []}, "layers"),
        ({"layers": [{"type": "relu"}] * 41}, "layers"),
        ({"layers": ["relu"]}, "layers"),
        ({"layers": [{"type": "dense", "units": 1e300}]}, "layers"),
        ({"layers": [{"type": "dense", "units": [10]}]}, "layers"),
        ({"optimizer": [1]}, "optimizer"),
    ],
)
def test_settings_that_do_not_exist_are_refused_by_name(client, overrides, field):
    for path in ("configurations", "runs"):
        body = {"recipe": "mlp", "overrides": overrides}
        problem = assert_problem(post(client, path, body), 422, "validation")
        assert [error["field"] for error in problem["errors"]] == [f"overrides.{field}"]
        assert problem["errors"][0]["message"] != "The value cannot be used."
        assert "glitter" not in str(problem)


def test_a_run_is_trained_with_everything_that_was_set(app, client, few):
    overrides = {
        "epochs": 1,
        "batch_size": 50,
        "training_digits": 500,
        "layers": CONVOLUTIONAL,
        "loss": {"type": "softmax_cross_entropy", "smoothing": 0.1},
        "optimizer": {"type": "adam", "weight_decay": 0.02},
        "schedule": "one_cycle",
        "learning_rate": 0.003,
        "augmentation": {"shift": 1},
    }
    run = post(client, "runs", {"recipe": "mlp", "overrides": overrides}).json
    assert run["architecture"] == "784-4c5-10"
    assert {key: run["config"][key] for key in overrides} == overrides
    store = services_of(app).runs.get()
    claimed = claim_next(store)
    data, _ = prepare_data(Config.from_dict(run["config"]), few, None)
    assert len(data.training) == overrides["training_digits"]
    assert train_claimed_run(claimed, few).status == "finished"
    assert client.get(f"/api/runs/{run['id']}").json["status"] == "finished"


@pytest.mark.changes_nothing
def test_distortions_are_shown_on_every_digit(client):
    def shown(**augmentation):
        body = {"augmentation": augmentation, "seed": 3}
        answer = post(client, "distortions", body).json["pictures"]
        pictures = [
            np.array(Image.open(io.BytesIO(base64.b64decode(one["picture"])))) for one in answer
        ]
        return [one["label"] for one in answer], np.array(pictures)

    labels, plain = shown()
    assert labels == [*range(10), 0, 1]
    assert plain.shape == (12, 28, 28)
    _, turned = shown(rotation=40)
    assert all((one != other).any() for one, other in zip(plain, turned, strict=True))
    assert (shown(rotation=40)[1] == turned).all()
    assert_problem(post(client, "distortions", {"augmentation": {"blur": 9}}), 422, "validation")
    assert_problem(post(client, "distortions", {"augmentation": {}, "seed": -1}), 422, "validation")
