"""The vectorised network takes the very steps of the article's algorithm, example by example."""

import numpy as np
import pytest

from nnet.data import load_test_digits, minibatches
from nnet.losses import QuadraticCost
from nnet.network import Network
from nnet.optimizers import SGD
from nnet.preprocessing import to_inputs
from nnet.recipes import recipe_config


def sigmoid(z):
    """Return 1 / (1 + e^-z), from the side on which the exponential cannot overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


class PerSampleNetwork:
    """Backpropagation as the equations BP1 to BP4 state it, for one example after the other.

    weights[l] has shape (units, n_in) and biases[l] (units,), as in Nielsen's book.
    """

    def __init__(self, weights, biases):
        self.weights = [w.copy() for w in weights]
        self.biases = [b.copy() for b in biases]

    def step(self, inputs, targets, learning_rate):
        """Descend along the mean of the examples' gradients."""
        sums_w = [np.zeros_like(w) for w in self.weights]
        sums_b = [np.zeros_like(b) for b in self.biases]
        for x, y in zip(inputs, targets, strict=True):
            gradients_w, gradients_b = self.backpropagate(x, y)
            for layer in range(len(self.weights)):
                sums_w[layer] += gradients_w[layer]
                sums_b[layer] += gradients_b[layer]
        for layer in range(len(self.weights)):
            self.weights[layer] -= learning_rate / len(inputs) * sums_w[layer]
            self.biases[layer] -= learning_rate / len(inputs) * sums_b[layer]

    def backpropagate(self, x, y):
        """Return dC/dw and dC/db of one example, layer by layer."""
        activations = [x]
        for w, b in zip(self.weights, self.biases, strict=True):
            activations.append(sigmoid(w @ activations[-1] + b))
        output = activations[-1]
        delta = (output - y) * output * (1 - output)  # BP1
        gradients_w, gradients_b = [], []
        for layer in reversed(range(len(self.weights))):
            gradients_b.insert(0, delta)  # BP3
            gradients_w.insert(0, np.outer(delta, activations[layer]))  # BP4
            a = activations[layer]
            delta = (self.weights[layer].T @ delta) * a * (1 - a)  # BP2
        return gradients_w, gradients_b


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
    by_hand = PerSampleNetwork([w.T for w in arrays[::2]], arrays[1::2])
    digits = load_test_digits()[:500]
    optimizer, loss = SGD(), QuadraticCost()
    for images, labels in minibatches(digits, config.batch_size, np.random.default_rng(2)):
        if recipe == "article":
            by_hand = PerSampleNetwork([w.T for w in arrays[::2]], arrays[1::2])
        inputs, targets = to_inputs(images, np.float64), np.eye(10)[labels]
        outputs = network.forward(inputs, training=True)
        network.backward(loss.gradient(outputs, targets))
        optimizer.step(network.parameters(), config.learning_rate)
        by_hand.step(inputs * factor, targets, config.learning_rate)
        for mine, theirs in zip(arrays[::2], by_hand.weights, strict=True):
            np.testing.assert_allclose(mine, theirs.T, rtol=0, atol=1e-10)
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
