"""What answers gives the answers of the textbook's layers, to many threads and in little memory."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nnet.core.network import Network
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.models.config import Config
from nnet.models.folding import fold
from nnet.models.inference import MAX_PATCHES_BYTES, Inference
from nnet.models.recipes import RECIPES, recipe_config
from tests.support.networks import ODD_LAYERS, lived_in

STRIDED_LAYERS = (
    {"type": "unflatten"},
    {"type": "relu"},
    {"type": "conv2d", "filters": 8, "kernel": 5, "stride": 2, "padding": 2},
    {"type": "relu"},
    {"type": "conv2d", "filters": 12, "kernel": 3, "stride": 2, "padding": 1, "bias": False},
    {"type": "relu"},
    {"type": "conv2d", "filters": 12, "kernel": 3, "padding": 1},
    {"type": "relu"},
    {"type": "flatten"},
    {"type": "dense", "units": 10},
    {"type": "relu"},
)
"""A guard's layers, and rectifiers where they would write over the inputs."""


def pictures(count):
    """Return inputs that are half paper: (count, 784) float32, some of them below 0."""
    drawn = np.random.default_rng(count).normal(0, 0.5, (count, 784)).astype(np.float32)
    return drawn * (drawn > -0.3)


def network_of(name):
    """Return a folded network by a recipe's name, or one of this file's."""
    if name == "strided":
        rng = np.random.default_rng(3)
        return fold(Network.from_config(STRIDED_LAYERS, rng, np.float32))
    config = recipe_config("cnn" if name == "odd" else name)
    if name == "odd":
        config = Config.from_dict({**config.to_dict(), "layers": ODD_LAYERS})
    return fold(lived_in(config))


@pytest.fixture(scope="module")
def shipped():
    return load_model(SHIPPED_MODEL).folded


@pytest.mark.parametrize("name", [*RECIPES, "odd", "strided"])
@pytest.mark.parametrize("count", [1, 3, 30])
def test_every_network_answers_as_its_layers_do(name, count):
    network, inputs = network_of(name), pictures(count)
    before = inputs.copy()
    outputs = Inference(network).forward(inputs)
    assert outputs.dtype == np.float32
    assert outputs == pytest.approx(network.forward(before), abs=2e-4, rel=1e-4)
    assert np.array_equal(inputs, before)


def test_threads_share_one(shipped):
    inference, asked = Inference(shipped), [pictures(count) for count in (1, 2, 5, 8) * 4]
    expected = [inference.forward(inputs) for inputs in asked]
    with ThreadPoolExecutor(4) as threads:
        for outputs, alone in zip(threads.map(inference.forward, asked), expected, strict=True):
            assert np.array_equal(outputs, alone)


def test_memory_does_not_grow_with_the_pictures(shipped):
    inference, inputs = Inference(shipped), pictures(60)
    inference.forward(inputs)
    tracemalloc.start()
    inference.forward(inputs)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * MAX_PATCHES_BYTES and kept < 100_000
