"""The slopes of scores at the pixels are those of the network as it answers."""

from __future__ import annotations

import numpy as np
import pytest

from nnet.core.network import Network
from nnet.interpretation.saliency import gradient_times_input
from nnet.interpretation.scores import Scores
from nnet.models.folding import fold
from nnet.models.recipes import RECIPES
from tests.support.networks import ODD_LAYERS

STEP = 1e-6
TOLERANCE = 1e-6

NETWORKS = {
    "a layer in every odd place": ODD_LAYERS,
    "the article's": RECIPES["nielsen"].config.layers,
    "pooling before a normalisation, dropout": RECIPES["cnn-small"].config.layers,
}


def lived_in(layers):
    """Return a network in float64 whose biases and running averages are off their first values."""
    rng = np.random.default_rng(4)
    network = Network.from_config(layers, rng, np.float64)
    for array in network.named_arrays().values():
        if array.ndim == 1:
            array += rng.uniform(0.01, 0.2, array.shape)
    return network


@pytest.mark.parametrize("layers", NETWORKS.values(), ids=NETWORKS)
def test_slopes_are_those_of_central_differences(layers):
    network = lived_in(layers)
    scores, rng = Scores(fold(network)), np.random.default_rng(5)
    inputs = rng.random(784)
    outputs = scores.of(inputs[np.newaxis])
    if network.layers[-1].kind == "sigmoid":
        outputs = 1 / (1 + np.exp(-outputs))
    np.testing.assert_allclose(outputs, network.forward(inputs[np.newaxis]), rtol=1e-9)
    pixels = rng.choice(784, 60, replace=False)
    steps = np.zeros((len(pixels), 784))
    steps[np.arange(len(pixels)), pixels] = STEP
    expected = (scores.of(inputs + steps) - scores.of(inputs - steps)).T / (2 * STEP)
    found = np.stack([scores.slopes(inputs, digit)[pixels] for digit in range(10)])
    assert np.linalg.norm(found - expected) < TOLERANCE * np.linalg.norm(expected)


def test_of_one_layer_the_pixels_and_the_bias_sum_to_the_score():
    network = lived_in([{"type": "dense", "units": 10}])
    picture = np.random.default_rng(6).random((28, 28))
    scores, dense = Scores(network), network.layers[0]
    parts = [gradient_times_input(scores, picture, digit).sum() for digit in range(10)]
    np.testing.assert_allclose(
        np.array(parts) + dense.biases.value,
        dense.weights.value @ picture.ravel() + dense.biases.value,
    )
