"""``python -m nnet export``: other programs get the same answers from what it writes."""

import base64
import builtins
import dataclasses
import json

import numpy as np
import onnx
import onnxruntime
import pytest
import safetensors.numpy

from nnet.core.data import load_test_digits, to_inputs
from nnet.core.network import Network, create_layer
from nnet.models.archive import parse_arrays
from nnet.models.checkpoint import SHIPPED_MODEL, dump_model, load_model
from nnet.models.export import export_model
from nnet.models.recipes import RECIPES, recipe_config
from tests.support.networks import ODD_LAYERS, lived_in

DIGITS = load_test_digits()[:1000]


def answers(content, images):
    """Return what ONNX Runtime reads from pictures, (n, 10)."""
    session = onnxruntime.InferenceSession(content)
    return session.run(["probabilities"], {"images": images})[0]


@pytest.mark.parametrize("name", [*RECIPES, "odd", "shipped"])
def test_onnx_runtime_answers_as_we_do_on_a_thousand_digits(name, nnet_here, tmp_path):
    path = SHIPPED_MODEL
    if name != "shipped":
        config = recipe_config("cnn" if name == "odd" else name)
        if name == "odd":
            config = dataclasses.replace(config, layers=ODD_LAYERS)
        path = tmp_path / "model.npz"
        path.write_bytes(dump_model(lived_in(config), config, temperature=1.5))
    result = nnet_here("export", str(path), "--output", "model.onnx")
    assert result.returncode == 0, result.stderr
    content = (tmp_path / "model.onnx").read_bytes()
    onnx.checker.check_model(onnx.load_from_string(content), full_check=True)
    ours = load_model(path).probabilities(DIGITS.images)
    assert np.ptp(ours, axis=0).max() > 1e-3  # it does not say the same of everything
    # Raw pixels add up to thousands, of which float32 keeps no more than four decimal places.
    bound = 1e-4 if name == "article" else 1e-5
    assert np.abs(answers(content, DIGITS.images) - ours).max() < bound


def about(content, kind, tmp_path):
    """Return what a file says of itself."""
    if kind == "onnx":
        return json.loads(onnx.load_from_string(content).metadata_props[0].value)
    if kind == "npz":
        return parse_arrays(content)[1]
    (tmp_path / "model").write_bytes(content)
    with safetensors.safe_open(tmp_path / "model", "np") as file:
        return json.loads(file.metadata()["about"])


@pytest.mark.parametrize("kind", ["onnx", "safetensors", "npz"])
def test_every_format_says_how_pictures_are_prepared_and_what_to_expect(kind, nnet_here, tmp_path):
    nnet_here("export", "--format", kind)
    content = (tmp_path / f"cnn.{kind}").read_bytes()
    found = about(content, kind, tmp_path)
    assert found["preprocessing"]["digit_side"] == 20 and found["preprocessing"]["center"] == 14
    assert found["temperature"] == load_model(SHIPPED_MODEL).temperature
    assert len(found["samples"]) == 10
    pixels = [base64.b64decode(sample["pixels_base64"]) for sample in found["samples"]]
    images = np.frombuffer(b"".join(pixels), np.uint8).reshape(-1, 28, 28)
    expected = np.array([sample["probabilities"] for sample in found["samples"]])
    if kind == "onnx":
        read = answers(content, images)
    else:
        arrays = parse_arrays(content)[0] if kind == "npz" else safetensors.numpy.load(content)
        read = rebuilt(found, arrays, images)
    assert np.abs(read - expected).max() < 1e-5
    assert list(read.argmax(axis=1)) == [sample["label"] for sample in found["samples"]]


def rebuilt(found, arrays, images):
    """Return the answers of a network made of nothing but what the file holds."""
    layers = [create_layer(layer) for layer in found["layers"]]
    network = Network(layers, (784,), np.random.default_rng(0))
    for name, array in network.named_arrays().items():
        np.copyto(array, arrays[name])
    logits = network.forward(to_inputs(images)) / found["temperature"]
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("kind", ["onnx", "safetensors", "npz"])
def test_the_same_model_gives_the_same_bytes(kind, nnet_here, tmp_path):
    for name in ("one", "two"):
        nnet_here("export", "--format", kind, "--output", name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("kind", ["onnx", "safetensors"])
def test_a_package_that_is_not_installed_is_named(kind, monkeypatch):
    installed = builtins.__import__

    def without(name, *arguments, **named):
        if name.startswith(kind):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return installed(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ValueError, match=rf"The package {kind}\S* is not installed, .*export.txt"):
        export_model(load_model(SHIPPED_MODEL), kind)


def test_what_is_not_a_model_is_refused_and_nothing_is_written(nnet_here, tmp_path):
    (tmp_path / "broken.npz").write_bytes(b"not a model")
    result = nnet_here("export", "broken.npz")
    assert result.returncode == 2
    assert "is not an undamaged checkpoint" in result.stderr
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["broken.npz"]
