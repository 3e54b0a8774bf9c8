"""The vectorised network takes the very steps of the article's algorithm, example by example."""

from functools import partial

import numpy as np
import pytest

from nnet.core.data import load_test_digits, minibatches, to_inputs
from nnet.core.losses import QuadraticCost
from nnet.core.network import Network
from nnet.core.optimizers import SGD
from nnet.models.recipes import recipe_config
from tests.support.per_sample import PerSampleNetwork


@pytest.mark.parametrize(("recipe", "factor"), [("nielsen", 1), ("article", 255)])
def test_all_weights_agree(recipe, factor):
    """Both take 50 steps over the same minibatches, from the same weights.

    On raw pixels saturated units magnify a rounding error of 1e-16 a thousandfold now and then, in
    whichever order the sums are taken; there each step starts from the same weights again.
    """
    config = recipe_config(recipe)
    network = Network.from_config(config.layers, np.random.default_rng(7), np.float64)
    arrays = [parameter.value for parameter in network.parameters()]
    before = [array.copy() for array in arrays]
    by_hand = PerSampleNetwork(arrays[::2], arrays[1::2])
    digits = load_test_digits()[:500]
    optimizer, loss = SGD(), QuadraticCost()
    prepare = partial(to_inputs, dtype=np.float64)
    for inputs, labels in minibatches(digits, config.batch_size, np.random.default_rng(2), prepare):
        if recipe == "article":
            by_hand = PerSampleNetwork(arrays[::2], arrays[1::2])
        targets = np.eye(10)[labels]
        outputs = network.forward(inputs, training=True)
        network.backward(loss.gradient(outputs, targets))
        optimizer.step(network.packed, config.learning_rate)
        by_hand.step(inputs * factor, targets, config.learning_rate)
        for mine, theirs in zip(arrays[::2], by_hand.weights, strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-10)
        for mine, theirs in zip(arrays[1::2], by_hand.biases, strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-10)
    assert all((now != then).any() for now, then in zip(arrays, before, strict=True))


def test_the_articles_settings():
    article = recipe_config("article")
    assert (article.epochs, article.batch_size, article.learning_rate) == (30, 10, 0.1)
    network = article.create_network()
    assert network.architecture == "784-30-10" and network.parameter_count == 23_860
    # Raw pixels: what reaches the first dense layer goes up to 255.
    white = np.full((1, 28, 28), 255, np.uint8)
    assert network.layers[0].forward(to_inputs(white)).max() == 255


def test_initial_weights_are_standard_normal():
    values = np.concatenate(
        [p.value.ravel() for p in recipe_config("nielsen").create_network().parameters()]
    )
    assert values.mean() == pytest.approx(0, abs=0.03)
    assert values.std() == pytest.approx(1, abs=0.02)
