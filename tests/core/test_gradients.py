"""Every layer's and every loss's gradient, against central differences and against paper."""

import numpy as np
import pytest

from nnet.core.activations import ReLU, Scale, Sigmoid
from nnet.core.layers import Dense, Dropout
from nnet.core.losses import LOSSES, QuadraticCost, SoftmaxCrossEntropy
from nnet.core.network import Network, create_layer

STEP = 1e-6
TOLERANCE = 1e-6


def numeric_gradient(function, array):
    """Return d(function())/d(array) by central differences, changing the array in place."""
    gradient = np.empty_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + STEP
        above = function()
        array[index] = kept - STEP
        below = function()
        array[index] = kept
        gradient[index] = (above - below) / (2 * STEP)
    return gradient


def relative_error(found, expected):
    """Return the distance of two arrays over their size."""
    return np.linalg.norm(found - expected) / max(np.linalg.norm(expected), 1e-12)


LAYERS = {
    "dense": lambda: Dense(4),
    "dense, normal": lambda: Dense(4, init="normal"),
    "sigmoid": Sigmoid,
    "relu": ReLU,
    "scale": lambda: Scale(2.5),
    "dropout": lambda: Dropout(0.4),
    "dropout, off": lambda: Dropout(0.0),
}


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_layer(make):
    rng = np.random.default_rng(3)
    layer = make()
    layer.build((5,), rng, np.dtype(np.float64))
    inputs = rng.standard_normal((6, 5))

    def forward():
        # Dropout draws anew at each call: the same seed gives the same mask.
        layer.start_epoch(np.random.default_rng(8))
        return layer.forward(inputs, training=True)

    weights = rng.standard_normal(forward().shape)
    forward()
    inputs_gradient = layer.backward(weights.copy()).copy()
    gradients = [parameter.gradient.copy() for parameter in layer.parameters()]

    def loss():
        return float((forward() * weights).sum())

    assert relative_error(inputs_gradient, numeric_gradient(loss, inputs)) < TOLERANCE
    for parameter, gradient in zip(layer.parameters(), gradients, strict=True):
        assert relative_error(gradient, numeric_gradient(loss, parameter.value)) < TOLERANCE


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_loss(loss):
    rng = np.random.default_rng(4)
    outputs = rng.standard_normal((5, 10))
    targets = np.eye(10)[rng.integers(0, 10, 5)]
    expected = numeric_gradient(lambda: loss.value(outputs, targets), outputs)
    assert relative_error(loss.gradient(outputs, targets), expected) < TOLERANCE


def test_whole_network():
    rng = np.random.default_rng(5)
    layers = [Scale(0.5), Dense(7), ReLU(), Dense(6, init="normal"), Sigmoid(), Dense(10)]
    network = Network(layers, (8,), rng, np.float64)
    loss = SoftmaxCrossEntropy()
    inputs = rng.standard_normal((4, 8))
    targets = np.eye(10)[[1, 0, 9, 1]]
    network.backward(loss.gradient(network.forward(inputs, training=True), targets))
    for parameter in network.parameters():
        expected = numeric_gradient(
            lambda: loss.value(network.forward(inputs), targets), parameter.value
        )
        assert relative_error(parameter.gradient, expected) < TOLERANCE


def test_dense_by_hand():
    layer = Dense(2)
    layer.build((2,), np.random.default_rng(), np.dtype(np.float64))
    layer.weights.value[:] = [[1, 3], [2, 4]]
    layer.biases.value[:] = [10, 20]
    assert layer.forward(np.array([[1.0, 1.0]]), training=True).tolist() == [[14, 26]]
    assert layer.backward(np.array([[1.0, -1.0]])).tolist() == [[-1, -1]]
    assert layer.weights.gradient.tolist() == [[1, 1], [-1, -1]]
    assert layer.biases.gradient.tolist() == [1, -1]


def test_losses_by_hand():
    outputs, targets = np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([[1.0, 0.0], [1.0, 0.0]])
    # (1 + 1) / 2 for the first row, (1/4 + 1/4) / 2 for the second; their mean.
    assert QuadraticCost().value(outputs, targets) == pytest.approx((1 + 0.25) / 2)
    assert QuadraticCost().gradient(outputs, targets).tolist() == [[-0.5, 0.5], [-0.25, 0.25]]
    # softmax of (0, log 3) is (1/4, 3/4), whose logarithm at the target is -log 4.
    logits, target = np.array([[0.0, np.log(3)]]), np.array([[1.0, 0.0]])
    assert SoftmaxCrossEntropy().value(logits, target) == pytest.approx(np.log(4))
    assert SoftmaxCrossEntropy().gradient(logits, target)[0] == pytest.approx([-0.75, 0.75])


def test_activations_by_hand():
    assert Sigmoid().forward(np.array([[0.0, np.log(3)]]))[0] == pytest.approx([0.5, 0.75])
    assert ReLU().forward(np.array([[-1.0, 0.0, 2.0]])).tolist() == [[0, 0, 2]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nothing_overflows(dtype):
    huge = np.array([[-1e5, 0, 1e5]], dtype)
    assert Sigmoid().forward(huge)[0] == pytest.approx([0, 0.5, 1], abs=1e-37)
    assert SoftmaxCrossEntropy().probabilities(huge).tolist() == [[0, 0, 1]]
    assert SoftmaxCrossEntropy().value(huge, np.array([[0, 0, 1]], dtype)) == 0
    assert QuadraticCost().probabilities(np.zeros((1, 10), dtype)).sum() == pytest.approx(1)


def test_dropout_keeps_the_expected_signal_and_passes_everything_when_not_training():
    layer = Dropout(0.25)
    layer.start_epoch(np.random.default_rng(1))
    ones = np.ones((100, 1000), np.float32)
    outputs = layer.forward(ones, training=True)
    assert set(np.unique(outputs)) == {0, np.float32(1 / 0.75)}
    assert outputs.mean() == pytest.approx(1, abs=0.01)
    assert (layer.forward(ones) == 1).all()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"type": "dropout", "rate": 1}, "below 1, got 1"),
        ({"type": "dense", "units": 0}, "from 1 to 100,000, got 0"),
        ({"type": "dense", "units": 3, "init": "x"}, "init must be one of"),
        ({"type": "dense", "size": 3}, "do not fit dense"),
        ({"type": "scale", "factor": 0}, "other than 0"),
        ({"type": "dance"}, "must be one of batch_norm, conv2d, .*, got 'dance'"),
        ({"type": "conv2d", "filters": 0, "kernel": 3}, "filters .* from 1 to 100,000, got 0"),
        ({"type": "conv2d", "filters": 2, "kernel": 3, "padding": 3}, "below the kernel's 3"),
        ({"type": "max_pool2d", "size": 1.5}, "whole number"),
        ({"type": "leaky_relu", "slope": 1}, "from 0 to 1"),
    ],
)
def test_a_wrong_setting_is_named(config, message):
    with pytest.raises(ValueError, match=message):
        create_layer(config)


def test_a_shape_that_does_not_fit_names_the_layer():
    with pytest.raises(ValueError, match=r"Layer 2 \(dense\).*\(28, 28\)"):
        Network([ReLU(), Dense(3)], (28, 28), np.random.default_rng())
