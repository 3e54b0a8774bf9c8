"""Convolution, pooling and batch normalisation against naive versions and central differences."""

import numpy as np
import pytest

from nnet.core.activations import LeakyReLU, ReLU, Tanh
from nnet.core.batch_norm import BatchNorm
from nnet.core.convolution import Conv2D
from nnet.core.layers import Dense, Dropout
from nnet.core.losses import SoftmaxCrossEntropy
from nnet.core.network import Network
from nnet.core.pooling import Flatten, MaxPool2D, Unflatten
from nnet.models.folding import fold
from tests.core.test_gradients import TOLERANCE, numeric_gradient, relative_error


def naive_convolution(inputs, weights, biases, stride, padding):
    """Convolve pictures (n, h, w, c) pixel by pixel, as the formula says."""
    n, height, width, _ = inputs.shape
    kernel = len(weights)
    padded = np.zeros((n, height + 2 * padding, width + 2 * padding, inputs.shape[3]))
    padded[:, padding : padding + height, padding : padding + width] = inputs
    rows = (height + 2 * padding - kernel) // stride + 1
    columns = (width + 2 * padding - kernel) // stride + 1
    outputs = np.zeros((n, rows, columns, weights.shape[3]))
    for y in range(rows):
        for x in range(columns):
            top, left = y * stride, x * stride
            window = padded[:, top : top + kernel, left : left + kernel]
            outputs[:, y, x] = np.tensordot(window, weights, 3) + biases
    return outputs


def naive_pooling(inputs, size):
    """Pool pictures (n, h, w, c) square by square."""
    n, height, width, channels = inputs.shape
    outputs = np.zeros((n, height // size, width // size, channels))
    for y in range(height // size):
        for x in range(width // size):
            square = inputs[:, y * size : (y + 1) * size, x * size : (x + 1) * size]
            outputs[:, y, x] = square.max(axis=(1, 2))
    return outputs


def check_gradients(layer, inputs, rng):
    """Compare a built layer's gradients with central differences in training."""
    weights = rng.standard_normal(layer.forward(inputs, training=True).shape)

    def loss():
        return float((layer.forward(inputs, training=True) * weights).sum())

    loss()
    found = layer.backward(weights.copy()).copy()
    gradients = [parameter.gradient.copy() for parameter in layer.parameters()]
    assert relative_error(found, numeric_gradient(loss, inputs)) < TOLERANCE
    for parameter, gradient in zip(layer.parameters(), gradients, strict=True):
        assert relative_error(gradient, numeric_gradient(loss, parameter.value)) < TOLERANCE


CONVOLUTIONS = [
    # height, width, channels, filters, kernel, stride, padding
    (6, 5, 3, 4, 3, 1, 1),
    (6, 5, 3, 2, 3, 1, 0),
    (7, 6, 2, 3, 5, 2, 2),
    (7, 6, 2, 2, 3, 2, 0),
    (6, 6, 1, 2, 2, 3, 0),
    (4, 5, 2, 3, 1, 1, 0),
    (4, 5, 1, 2, 4, 1, 3),
    (3, 3, 1, 1, 3, 1, 0),
]


@pytest.mark.parametrize("sizes", CONVOLUTIONS, ids=str)
@pytest.mark.parametrize("bias", [True, False])
def test_convolution(sizes, bias):
    height, width, channels, filters, kernel, stride, padding = sizes
    rng = np.random.default_rng(1)
    layer = Conv2D(filters, kernel, stride, padding, bias)
    layer.build((height, width, channels), rng, np.dtype(np.float64))
    layer.biases.value[:] = rng.random(filters) if bias else 0
    inputs = rng.standard_normal((height, 3, width, channels))
    expected = naive_convolution(
        inputs.swapaxes(0, 1), layer.weights.value, layer.biases.value, stride, padding
    )
    for training in (False, True):
        found = layer.forward(inputs, training).swapaxes(0, 1)
        assert found.shape[1:] == layer.shapes(inputs[:, 0].shape)[0]
        assert found == pytest.approx(expected, abs=1e-12)
    check_gradients(layer, inputs, rng)


@pytest.mark.parametrize(("height", "width", "size"), [(4, 6, 2), (5, 7, 2), (6, 7, 3), (2, 3, 2)])
def test_pooling(height, width, size):
    rng = np.random.default_rng(2)
    layer = MaxPool2D(size)
    layer.build((height, width, 2), rng, np.dtype(np.float64))
    inputs = rng.standard_normal((height, 3, width, 2))
    expected = naive_pooling(inputs.swapaxes(0, 1), size)
    for training in (False, True):
        assert (layer.forward(inputs, training).swapaxes(0, 1) == expected).all()
    check_gradients(layer, inputs, rng)


def test_of_equal_numbers_one_gets_the_whole_gradient():
    layer = MaxPool2D(2)
    layer.build((2, 2, 1), np.random.default_rng(), np.dtype(np.float64))
    layer.forward(np.ones((2, 1, 2, 1)), training=True)
    assert layer.backward(np.full((1, 1, 1, 1), 3.0)).ravel().tolist() == [3, 0, 0, 0]


@pytest.mark.parametrize("shape", [(7, 4), (3, 5, 4, 2)], ids=["rows", "pictures"])
def test_batch_normalisation(shape):
    rng = np.random.default_rng(3)
    layer = BatchNorm()
    layer.build(shape[-1:], rng, np.dtype(np.float64))
    layer.scale.value[:] = rng.random(shape[-1]) + 0.5
    layer.shift.value[:] = rng.standard_normal(shape[-1])
    inputs = rng.standard_normal(shape) * 3 + 5
    axes = tuple(range(inputs.ndim - 1))
    mean, variance = inputs.mean(axes), inputs.var(axes)
    normalised = (inputs - mean) / np.sqrt(variance + 1e-5)
    expected = normalised * layer.scale.value + layer.shift.value
    assert layer.forward(inputs, training=True) == pytest.approx(expected)
    assert layer.mean == pytest.approx(0.1 * mean)
    assert layer.variance == pytest.approx(0.9 + 0.1 * variance)
    # Outside training the running averages take the place of the minibatch.
    running = (inputs - layer.mean) / np.sqrt(layer.variance + 1e-5)
    expected = running * layer.scale.value + layer.shift.value
    assert layer.forward(inputs) == pytest.approx(expected)
    check_gradients(layer, inputs, rng)


@pytest.mark.parametrize("layer", [Tanh(), LeakyReLU(0.1)], ids=["tanh", "leaky_relu"])
def test_activations(layer):
    rng = np.random.default_rng(4)
    inputs = rng.standard_normal((5, 6))
    expected = np.tanh(inputs) if layer.kind == "tanh" else np.where(inputs > 0, 1, 0.1) * inputs
    assert layer.forward(inputs) == pytest.approx(expected)
    check_gradients(layer, inputs, rng)


def pictures_network(dtype=np.float64):
    layers = [
        *(Unflatten(8, 6), Conv2D(3, 3, padding=1, bias=False), BatchNorm(), ReLU(), MaxPool2D()),
        *(Conv2D(4, 3), Tanh(), Flatten(), Dropout(0.3), Dense(5), BatchNorm(), ReLU(), Dense(10)),
    ]
    return Network(layers, (48,), np.random.default_rng(5), dtype)


def test_whole_network():
    network, rng = pictures_network(), np.random.default_rng(6)
    loss, inputs = SoftmaxCrossEntropy(), rng.random((6, 48))
    targets = np.eye(10)[rng.integers(0, 10, 6)]

    def value():
        network.start_epoch(np.random.default_rng(7))
        return loss.value(network.forward(inputs, training=True), targets)

    network.start_epoch(np.random.default_rng(7))
    network.backward(loss.gradient(network.forward(inputs, training=True), targets))
    gradient = network.packed.gradient.copy()
    assert relative_error(gradient, numeric_gradient(value, network.packed.value)) < TOLERANCE


def test_folding_leaves_every_answer_as_it_is():
    network, rng = pictures_network(), np.random.default_rng(8)
    for _ in range(3):
        network.forward(rng.random((20, 48)), training=True)
    folded = fold(network)
    assert [layer.kind for layer in folded.layers].count("batch_norm") == 0
    assert len(folded.layers) == len(network.layers) - 3
    inputs = rng.random((9, 48))
    assert folded.forward(inputs) == pytest.approx(network.forward(inputs), abs=1e-12)


def test_a_batch_normalisation_after_nothing_trained_stays():
    network = Network([BatchNorm(), Dense(3)], (4,), np.random.default_rng(9), np.float64)
    network.forward(np.random.default_rng(10).random((20, 4)), training=True)
    folded, inputs = fold(network), np.random.default_rng(11).random((5, 4))
    assert [layer.kind for layer in folded.layers] == ["batch_norm", "dense"]
    assert folded.forward(inputs) == pytest.approx(network.forward(inputs), abs=1e-12)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([Conv2D(2, 3)], r"Layer 1 \(conv2d\): Pictures are needed.*\(784,\)"),
        ([Unflatten(28, 27)], r"Layer 1 \(unflatten\): Pictures of shape \(28, 27, 1\).*\(784,\)"),
        ([Unflatten(), Conv2D(2, 29)], r"Layer 2 \(conv2d\): A kernel of 29x29.*\(28, 28, 1\)"),
        ([Unflatten(), MaxPool2D(30)], r"Layer 2 \(max_pool2d\): Squares of 30x30.*\(28, 28, 1\)"),
        ([Unflatten(), Dense(10)], r"Layer 2 \(dense\).*\(28, 28, 1\)"),
        ([Dense(5), Flatten()], r"Layer 2 \(flatten\): Pictures are needed.*\(5,\)"),
    ],
)
def test_shapes_that_do_not_fit_are_named(layers, message):
    with pytest.raises(ValueError, match=message):
        Network(layers, (784,), np.random.default_rng())


@pytest.mark.parametrize("kind", ["relu", "leaky_relu", "sigmoid", "tanh"])
def test_pooling_before_an_activation_changes_nothing_but_the_work(kind):
    rng = np.random.default_rng(5)
    inputs, gradient = rng.random((6, 784)), rng.standard_normal((6, 10))
    layers = [
        *({"type": "unflatten"}, {"type": "conv2d", "filters": 3, "kernel": 5}),
        *({"type": kind}, {"type": "max_pool2d"}, {"type": "flatten"}),
        {"type": "dense", "units": 10},
    ]
    network = Network.from_config(layers, np.random.default_rng(6), np.float64)
    found = network.forward(inputs, training=True).copy()
    network.backward(gradient)
    assert [layer.kind for layer in network.layers[2:4]] == ["max_pool2d", kind]
    slow = Network.from_config(layers, np.random.default_rng(6), np.float64)
    slow.layers[2:4] = slow.layers[3], slow.layers[2]
    assert (slow.forward(inputs, training=True) == found).all()
    slow.backward(gradient)
    assert (slow.packed.gradient == network.packed.gradient).all()
