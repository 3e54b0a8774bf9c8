"""A film of learning over HTTP: what the network of each epoch reads, and its first weights."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image

from nnet.core.data import load_test_digits
from nnet.imaging.png import base64_png
from nnet.interpretation.film import SHIPPED_FILM
from nnet.models.archive import parse_arrays
from nnet.models.checkpoint import HISTORIES, load_model
from tests.support.problems import assert_problem

pytestmark = pytest.mark.changes_nothing

TEST = load_test_digits()


def arrays_of(arrays, epoch):
    """Return an epoch's weights and biases as float64."""
    names = ("0.weights", "0.biases", "2.weights", "2.biases")
    return [arrays[f"{epoch}.{name}"].astype(np.float64) for name in names]


@pytest.fixture(scope="module")
def arrays():
    """All arrays of the shipped film."""
    return parse_arrays(SHIPPED_FILM.read_bytes())[0]


@pytest.fixture
def film(client):
    """What is told of the film."""
    response = client.get("/api/inside/film")
    etag = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/api/inside/film", headers=etag).status_code == 304
    return response.json


def naive_outputs(layers, inputs):
    w2, b2, w3, b3 = layers
    hidden = 1 / (1 + np.exp(-(inputs @ w2.T + b2)))
    return 1 / (1 + np.exp(-(hidden @ w3.T + b3)))


def test_every_epoch_reads_the_drawing_with_its_own_weights(client, arrays):
    image = TEST.images[8]
    asked = {"input": base64_png(image)}
    readings = client.post("/api/inside/film", json=asked).json["readings"]
    for epoch, reading in enumerate(readings):
        outputs = naive_outputs(arrays_of(arrays, epoch), image.reshape(-1) / 255)
        assert reading == pytest.approx(outputs / outputs.sum(), abs=1e-5)
    assert len(readings) == 31 and len({int(np.argmax(reading)) for reading in readings}) > 1


def test_the_film_is_the_recorded_run(film, arrays):
    record = json.loads((HISTORIES / "nielsen.json").read_text("utf-8"))
    accuracies = [frame["test_accuracy"] for frame in film["frames"]]
    assert accuracies[1:] == [row["test_accuracy"] for row in record["metrics"]]
    assert [frame["epoch"] for frame in film["frames"]] == [*range(31)]
    assert (film["name"], film["architecture"]) == ("nielsen, seed 1", "784-30-10")
    assert SHIPPED_FILM.stat().st_size <= 2_000_000
    # As read back, in float16 for the most part, each network still gets as many digits right.
    for epoch in (0, 1, 15, 30):
        outputs = naive_outputs(arrays_of(arrays, epoch), TEST.images.reshape(-1, 784) / 255)
        right = np.mean(outputs.argmax(axis=1) == TEST.labels)
        assert right == pytest.approx(accuracies[epoch], abs=1e-4)
    last = load_model(HISTORIES / "nielsen.npz").network.named_arrays()
    assert arrays["30.0.weights"] == pytest.approx(last["0.weights"], abs=2e-3)
    start = np.random.default_rng((1, 0)).standard_normal((30, 784))
    assert arrays["0.0.weights"] == pytest.approx(start, abs=2e-3)


@pytest.mark.parametrize("kind", ["weights", "changes"])
def test_pictures_show_the_weights_and_stay_in_caches(client, film, arrays, kind):
    response = client.get(f"/api/inside/film/{film['id']}/7/{kind}.png")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with Image.open(io.BytesIO(response.data)) as picture:
        assert picture.size == (film["sheet"]["width"], film["sheet"]["height"]) == (180, 150)
        shown = np.asarray(picture.convert("RGB")).astype(int)
    columns, side = 6, 30
    values = arrays["7.0.weights"].astype(float)
    if kind == "changes":
        values = values - arrays["0.0.weights"]
    for unit in (0, 17, 29):
        top, left = unit // columns * side + 1, unit % columns * side + 1
        tile = shown[top : top + 28, left : left + 28]
        weights = values[unit].reshape(28, 28)
        limit = film["sheet"][f"{kind}_limit"]
        orange, blue = tile[weights > 0.9 * limit], tile[weights < -0.9 * limit]
        assert (orange[:, 0] > orange[:, 2]).all() and (blue[:, 2] > blue[:, 0]).all()
        pale = tile[np.abs(weights) < 0.02 * limit]
        assert len(pale) and (pale.min(axis=1) > 220).all()


def test_what_is_not_there_is_not_found(client, film):
    for path in ("000000000000/1/weights", f"{film['id']}/31/weights", f"{film['id']}/1/biases"):
        assert_problem(client.get(f"/api/inside/film/{path}.png"), 404, "not_found")
    response = client.post("/api/inside/film", json={"input": "x"})
    assert_problem(response, 422, "validation")
