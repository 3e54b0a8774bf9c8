"""/api/inside: what each layer makes of a digit, unit by unit, and what a changed copy reads."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nnet.core.data import load_test_digits
from nnet.imaging.png import base64_png
from nnet.models.checkpoint import HISTORIES, SHIPPED_MODEL, load_model
from tests.support.problems import assert_problem
from webapp.interpretation import layers, units
from webapp.services import services_of

POOLED, DENSE = HISTORIES / "cnn-small.npz", HISTORIES / "nielsen-100.npz"
CHANGES = {"off": [[1, 3], [3, 7]], "noise": 0.2, "seed": 5, "prune": 0.3, "bits": 4}
MAX_BYTES = 150_000


@pytest.fixture(scope="module")
def seven():
    """The first test digit, (28, 28) uint8."""
    return load_test_digits().images[0]


@pytest.fixture(params=[SHIPPED_MODEL, POOLED, DENSE], ids=lambda path: path.stem)
def model(request, app):
    """A network that answers: convolutions with strides, with pooling, and dense layers alone."""
    found = load_model(request.param)
    services_of(app).recognizer.activate(found)
    return found


def ask(client, what, status=200, **question):
    response = client.post(f"/api/inside/{what}", json=question)
    assert response.status_code == status, response.json
    return response


def naive_stages(network, image):
    """Return what each layer with weights hands on after all that follows it, one digit alone."""
    values, stages = image.reshape(-1) / 255.0, []
    for layer in network.layers:
        if layer.kind == "unflatten":
            values = values.reshape(layer.shape)
        elif layer.kind == "flatten":
            values = values.reshape(-1)
        elif layer.kind == "conv2d":
            padded = np.pad(values, [(layer.padding,) * 2, (layer.padding,) * 2, (0, 0)])
            size = (layer.kernel, layer.kernel)
            windows = np.lib.stride_tricks.sliding_window_view(padded, size, (0, 1))
            windows = windows[:: layer.stride, :: layer.stride]
            values = np.einsum("yxcij,ijcf->yxf", windows, layer.weights.value.astype(float))
        elif layer.kind == "dense":
            values = layer.weights.value.astype(float) @ values + layer.biases.value
        elif layer.kind == "batch_norm":
            deviation = np.sqrt(layer.variance + 1e-5)
            values = layer.scale.value * (values - layer.mean) / deviation + layer.shift.value
        elif layer.kind == "max_pool2d":
            height, width, units = values.shape
            values = values.reshape(height // 2, 2, width // 2, 2, units).max(axis=(1, 3))
        elif layer.kind == "relu":
            values = np.maximum(values, 0)
        elif layer.kind == "sigmoid":
            values = 1 / (1 + np.exp(-values))
        if layer.kind in ("conv2d", "dense"):
            stages.append(values)
        elif stages and layer.kind not in ("flatten", "dropout"):
            stages[-1] = values
    return stages


def shown(layer, shape):
    """Return the numbers that a layer's picture or list shows: (height, width, units), (units,)."""
    if "values" in layer:
        return np.array(layer["values"])
    height, width, units = shape
    sprite = np.asarray(Image.open(io.BytesIO(base64.b64decode(layer["picture"]))))
    rows, columns = len(sprite) // height, layer["columns"]
    tiles = sprite.reshape(rows, height, columns, width).swapaxes(1, 2).reshape(-1, height, width)
    grey = tiles[:units].transpose(1, 2, 0) / 255
    return layer["minimum"] + grey * (layer["maximum"] - layer["minimum"])


def test_every_layer_shows_what_it_makes_of_the_digit(client, model, seven):
    response = ask(client, "layers", input=base64_png(seven))
    assert len(response.data) < MAX_BYTES
    answer = response.json
    expected = naive_stages(model.network, seven)
    described = client.get("/api/inside/network").json["layers"]
    assert [each["shape"] for each in described] == [list(each.shape) for each in expected]
    for layer, values in zip(answer["layers"], expected, strict=True):
        assert layer["shown"] is None
        step = (layer["maximum"] - layer["minimum"]) / 255
        tolerance = 1e-4 if "values" in layer else 0.51 * step
        assert np.abs(shown(layer, values.shape) - values).max() <= tolerance + 1e-4
    assert answer["digit"] == 7
    probabilities = model.probabilities(seven[None])[0]
    assert answer["probabilities"] == pytest.approx(probabilities.tolist(), abs=1e-5)


def test_a_unit_is_the_sum_of_its_products_and_what_follows(client, model, seven):
    stages = naive_stages(model.network, seven)
    for number, values in enumerate(stages, 1):
        unit = values.shape[-1] - 2
        found = ask(client, "unit", input=base64_png(seven), layer=number, unit=unit).json
        strongest = values[..., unit].max() if values.ndim == 3 else values[unit]
        assert found["output"] == pytest.approx(strongest, abs=1e-4)
        assert found["sum"] + found["bias"] == pytest.approx(found["value"], abs=1e-4)
        products = [term["input"] * term["weight"] for term in found["terms"]]
        assert products == pytest.approx([term["product"] for term in found["terms"]], abs=1e-5)
        assert sum(products) + found["rest"] == pytest.approx(found["sum"], abs=1e-4)
        for channel in found["channels"]:
            assert np.sum(channel["products"]) == pytest.approx(channel["sum"], abs=1e-4)
        value = found["value"]
        for step in found["steps"]:
            constants = step["constants"]
            if step["type"] == "batch_norm":
                value = constants["factor"] * value + constants["offset"]
            elif step["type"] == "max_pool2d":
                assert value == pytest.approx(max(step["window"]), abs=1e-5)
            elif step["type"] == "relu":
                value = max(value, 0)
            elif step["type"] == "sigmoid":
                value = 1 / (1 + np.exp(-value))
            assert step["value"] == pytest.approx(value, abs=1e-4)
    assert found["probability"] == pytest.approx(
        float(model.probabilities(seven[None])[0, unit]), abs=1e-5
    )


def test_any_place_of_a_map_can_be_asked_for_even_where_padding_is_seen(client, seven):
    network = load_model(SHIPPED_MODEL).network
    before, third = naive_stages(network, seven)[1:3]
    found = ask(client, "unit", input=base64_png(seven), layer=3, unit=9, row=0, column=6).json
    assert found["output"] == pytest.approx(third[0, 6, 9], abs=1e-4)
    assert found["sees"] == [10, 0, 9, 7]  # two of nine rows lie above the picture
    inputs = np.array(found["channels"][0]["inputs"])
    assert not inputs[:2].any()
    channel = found["channels"][0]["channel"]
    assert inputs[2:] == pytest.approx(before[:3, 10:15, channel], abs=1e-4)


def test_the_most_exciting_digits_are_those_with_the_largest_outputs(client, app, monkeypatch):
    monkeypatch.setattr(units, "EXAMINED", 300)
    model = load_model(POOLED)
    services_of(app).recognizer.activate(model)
    digits = load_test_digits()
    found = client.get("/api/inside/exciting?layer=2&unit=5").json
    assert found["examined"] == 300
    # The ten layers that make the second stage, asked for all digits at once.
    values = digits.images[:300].reshape(300, -1).astype(np.float32) / np.float32(255)
    for layer in model.network.layers[:9]:
        values = layer.forward(values)
    peaks = values[..., 5].max(axis=(0, 2))
    assert [each["value"] for each in found["digits"]] == pytest.approx(
        sorted(peaks.tolist(), reverse=True)[:8], abs=1e-4
    )
    for each in found["digits"]:
        assert each["picture"] == base64_png(digits.images[each["index"]])
        assert each["label"] == digits.labels[each["index"]]
        assert peaks[each["index"]] == pytest.approx(each["value"], abs=1e-4)
        unit = ask(client, "unit", input=each["picture"], layer=2, unit=5).json
        assert each["sees"] == unit["sees"]


def test_units_that_are_off_hand_on_nothing_and_the_network_itself_stays(client, seven):
    question = {"input": base64_png(seven)}
    before = ask(client, "layers", **question).json
    off = [[8, 7]]
    without = ask(client, "layers", **question, off=off).json
    assert without["layers"][-1]["values"][7] == 0
    assert without["digit"] == before["digit"]  # all other outputs are below 0
    arithmetic = ask(client, "unit", **question, off=off, layer=8, unit=7).json
    assert arithmetic["steps"][-1] == {
        **{"type": "silence", "constants": {}, "window": None, "value": 0.0}
    }
    changed = ask(client, "layers", **question, **CHANGES).json
    assert changed["probabilities"] != before["probabilities"]
    assert shown(changed["layers"][0], (26, 26, 32))[..., 3].max() == 0
    assert changed["layers"][6] != before["layers"][6]
    assert ask(client, "layers", **question).json == before


def naively_changed(model):
    """Return a model whose weights of each layer are changed as CHANGES says, one by one."""
    rng = np.random.default_rng(CHANGES["seed"])
    for layer in model.network.layers:
        if layer.kind not in ("conv2d", "dense"):
            continue
        weights = layer.weights.value
        weights += 0.2 * weights.std() * rng.standard_normal(weights.shape, dtype=np.float32)
        smallest = np.sort(np.abs(weights).ravel())[round(0.3 * weights.size)]
        weights[np.abs(weights) < smallest] = 0
        each = np.moveaxis(weights, -1, 0) if layer.kind == "conv2d" else weights
        for unit in each:
            step = np.abs(unit).max() / 7
            unit[...] = np.round(unit / step) * step
    return model.network


def test_changed_copies_are_measured(client, app):
    services_of(app).recognizer.activate(load_model(DENSE))
    digits = load_test_digits()
    network = naively_changed(load_model(DENSE))
    changes = {name: value for name, value in CHANGES.items() if name != "off"}
    for count in (1000, 10_000):
        inputs = digits.images[:count].reshape(count, -1).astype(np.float32) / np.float32(255)
        answers = network.forward(inputs).argmax(axis=1)
        expected = int((answers == digits.labels[:count]).sum())
        found = ask(client, "accuracy", **changes, digits=count).json
        assert abs(found["correct"] - expected) <= 1  # a tie may fall either way
        assert found["accuracy"] == pytest.approx(found["correct"] / count)


def test_of_wide_layers_the_strongest_units_are_shown(client, app, seven, monkeypatch):
    services_of(app).recognizer.activate(load_model(HISTORIES / "mlp.npz"))
    first = naive_stages(load_model(HISTORIES / "mlp.npz").network, seven)[0]
    wide = ask(client, "layers", input=base64_png(seven)).json["layers"][0]
    assert len(wide["shown"]) == 256 and wide["shown"] == sorted(wide["shown"])
    assert wide["values"] == pytest.approx(first[wide["shown"]], abs=1e-4)
    assert np.delete(np.abs(first), wide["shown"]).max() <= np.abs(wide["values"]).max()
    assert wide["strongest"] == first.argmax()
    # Room for 10 of 24 maps of 12 × 12, and for all 48 of 4 × 4.
    monkeypatch.setattr(layers, "MAX_PIXELS", 10 * 144 + 48 * 16)
    services_of(app).recognizer.activate(load_model(POOLED))
    maps = naive_stages(load_model(POOLED).network, seven)
    narrow, all_shown = ask(client, "layers", input=base64_png(seven)).json["layers"][:2]
    strongest = np.argsort(-maps[0].max(axis=(0, 1)))[:10]
    assert narrow["shown"] == sorted(strongest.tolist()) and all_shown["shown"] is None
    step = narrow["maximum"] / 255
    difference = shown(narrow, (12, 12, 10)) - maps[0][..., narrow["shown"]]
    assert np.abs(difference).max() <= step


def test_an_address_may_have_so_many_copies_measured_a_minute(create):
    client = create(COPIES_PER_MINUTE=1).test_client()
    wrong = {"digits": 500}  # counted, but not computed
    assert_problem(client.post("/api/inside/accuracy", json=wrong), 422, "validation")
    assert_problem(client.post("/api/inside/accuracy", json=wrong), 429, "rate_limited")


WRONG = [
    ("layers", {"input": "AAAA"}, "input"),
    ("layers", {"off": [[9, 0]]}, "off"),
    ("layers", {"off": [[0, 0]]}, "off"),
    ("layers", {"off": [[1, 32]]}, "off"),
    ("layers", {"off": [[1, 2]] * 257}, "off"),
    ("layers", {"prune": 1}, "prune"),
    ("layers", {"noise": -0.1}, "noise"),
    ("layers", {"bits": 3}, "bits"),
    ("layers", {"other": 3}, "unknown"),
    ("unit", {"layer": 9, "unit": 0}, "layer"),
    ("unit", {"layer": 2, "unit": 32}, "unit"),
    ("unit", {"layer": 2, "unit": 3, "row": 24, "column": 0}, "row"),
    ("accuracy", {"input": None, "digits": 500}, "digits"),
]


@pytest.mark.changes_nothing
@pytest.mark.parametrize(("what", "more", "field"), WRONG)
def test_what_there_is_not_is_refused(client, seven, what, more, field):
    question = {"input": base64_png(seven), **more}
    if question["input"] is None:
        del question["input"]
    problem = assert_problem(client.post(f"/api/inside/{what}", json=question), 422, "validation")
    assert problem["errors"][0]["field"].split(".")[0] == field
