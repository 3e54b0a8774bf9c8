"""Optimizers against naive versions of their formulas, schedules at named points, averages."""

import itertools
import math

import numpy as np
import pytest

from nnet.core.layers import Parameter
from nnet.core.losses import SigmoidCrossEntropy, SoftmaxCrossEntropy, create_loss
from nnet.core.optimizers import ExponentialAverage, create_optimizer
from nnet.core.schedules import create_schedule
from tests.core.test_gradients import TOLERANCE, numeric_gradient, relative_error

RATE = 0.1


def run(config, steps=20, dtype=np.float64):
    """Return a parameter after some steps, its start, and the gradients."""
    rng = np.random.default_rng(1)
    parameter = Parameter("all", rng.standard_normal(7).astype(dtype))
    parameter.decays = np.array([1, 1, 1, 1, 0, 0, 0], dtype)
    gradients = rng.standard_normal((steps, 7)).astype(dtype) * 3
    start, optimizer = parameter.value.copy(), create_optimizer(config)
    for gradient in gradients:
        np.copyto(parameter.gradient, gradient)
        optimizer.step(parameter, RATE)
    return parameter, start, gradients


def test_momentum():
    parameter, value, gradients = run({"type": "momentum", "momentum": 0.8})
    velocity = 0
    for gradient in gradients:
        velocity = 0.8 * velocity - RATE * gradient
        value = value + velocity
    assert parameter.value == pytest.approx(value, abs=1e-12)


def test_nesterov():
    parameter, value, gradients = run({"type": "momentum", "momentum": 0.8, "nesterov": True})
    velocity = 0
    for gradient in gradients:
        velocity = 0.8 * velocity - RATE * gradient
        value = value + 0.8 * velocity - RATE * gradient
    assert parameter.value == pytest.approx(value, abs=1e-12)


def test_adam_with_decoupled_weight_decay():
    parameter, value, gradients = run({"type": "adam", "weight_decay": 0.2})
    mean = square = 0
    for t, g in enumerate(gradients, 1):
        value = value - RATE * 0.2 * value * parameter.decays
        mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g * g
        value = value - RATE * mean / (1 - 0.9**t) / (np.sqrt(square / (1 - 0.999**t)) + 1e-8)
    assert parameter.value == pytest.approx(value, abs=1e-10)


def test_adams_first_step_is_as_long_as_the_rate():
    parameter, start, gradients = run({"type": "adam"}, steps=1)
    assert start - parameter.value == pytest.approx(RATE * np.sign(gradients[0]), abs=1e-6)


@pytest.mark.parametrize("kind", ["sgd", "momentum", "adam"])
def test_l2_adds_to_the_gradient_where_it_decays(kind):
    plain, _, _ = run({"type": kind}, steps=1)
    pulled, start, gradients = run({"type": kind, "l2": 0.5}, steps=1)
    assert (pulled.value[4:] == plain.value[4:]).all()
    if kind == "sgd":
        assert pulled.value[:4] == pytest.approx((start - RATE * (gradients[0] + 0.5 * start))[:4])


def test_a_long_gradient_is_shortened_and_a_short_one_is_not():
    clipped, start, gradients = run({"type": "sgd", "max_norm": 0.5}, steps=1)
    assert np.linalg.norm(clipped.value - start) == pytest.approx(RATE * 0.5)
    loose, _, _ = run({"type": "sgd", "max_norm": 1000}, steps=1)
    assert loose.value == pytest.approx(start - RATE * gradients[0])


@pytest.mark.parametrize(
    "config", [{"type": "sgd"}, {"type": "momentum", "nesterov": True}, {"type": "adam"}]
)
def test_a_restored_state_goes_on_to_the_bit(config):
    rng = np.random.default_rng(2)
    gradients = rng.standard_normal((6, 5)).astype(np.float32)
    parameter = Parameter("all", np.ones(5, np.float32))
    optimizer = create_optimizer(config)
    for number, gradient in enumerate(gradients):
        if number == 3:
            state = {name: array.copy() for name, array in optimizer.state().items()}
            optimizer = create_optimizer(optimizer.config())
            optimizer.load_state(state, parameter)
        np.copyto(parameter.gradient, gradient)
        optimizer.step(parameter, RATE)
    whole = Parameter("all", np.ones(5, np.float32))
    optimizer = create_optimizer(config)
    for gradient in gradients:
        np.copyto(whole.gradient, gradient)
        optimizer.step(whole, RATE)
    assert (whole.value == parameter.value).all()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"type": "newton"}, "must be one of sgd, momentum, adam, got 'newton'"),
        ({"type": "sgd", "speed": 1}, "do not fit sgd"),
        ({"type": "momentum", "momentum": 1}, "below 1, got 1"),
        ({"type": "adam", "beta1": 2}, "below 1, got 2"),
        ({"type": "adam", "weight_decay": -1}, "weight_decay at least 0"),
        ({"type": "sgd", "l2": -1}, "l2 must be at least 0"),
        ({"type": "sgd", "max_norm": 0}, "max_norm must be above 0"),
    ],
)
def test_a_wrong_optimizer_is_named(config, message):
    with pytest.raises(ValueError, match=message):
        create_optimizer(config)


@pytest.mark.parametrize(
    ("config", "points"),
    [
        ("constant", {0: 1, 0.5: 1, 1: 1}),
        ("cosine", {0.05: 1, 0.525: 0.5, 1: 0}),
        ({"type": "cosine", "warm_up": 0}, {0: 1, 0.5: 0.5}),
        ("step", {0: 1, 0.49: 1, 0.5: 0.1, 0.75: 0.01, 1: 0.01}),
        ({"type": "step", "drop": 0.5, "at": [0.2]}, {0.1: 1, 0.2: 0.5}),
        ("one_cycle", {0: 1 / 25, 0.3: 1, 0.65: 0.5, 1: 1 / 25e4}),
        ({"type": "one_cycle", "peak": 0.5, "start_div": 10}, {0: 0.1, 0.5: 1}),
    ],
)
def test_schedules(config, points):
    schedule = create_schedule(config)
    for progress, share in points.items():
        assert schedule(progress) == pytest.approx(share, abs=1e-5)


@pytest.mark.parametrize("name", ["cosine", "one_cycle"])
def test_a_smooth_schedule_has_no_jumps(name):
    schedule = create_schedule(name)
    shares = [schedule(progress / 10_000) for progress in range(10_001)]
    assert max(abs(b - a) for a, b in itertools.pairwise(shares)) < 0.003
    assert max(shares) == pytest.approx(1)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("dance", "must be one of constant, cosine, step, one_cycle, got 'dance'"),
        ({"type": "cosine", "cold": 1}, "do not fit cosine"),
        ({"type": "step", "drop": 10}, "leaves the range"),
        ({"type": "one_cycle", "peak": 1}, "do not fit one_cycle"),
    ],
)
def test_a_wrong_schedule_is_named(config, message):
    with pytest.raises(ValueError, match=message):
        create_schedule(config)


def test_an_average_follows_the_weights():
    average, weights = ExponentialAverage(0.9, np.zeros(3)), np.array([1.0, 2.0, 4.0])
    average.update(weights)
    assert average.values == pytest.approx(weights * (1 - 2 / 11))  # the first steps forget quickly
    for _ in range(300):
        average.update(weights)
    assert average.values == pytest.approx(weights)
    before = average.values.copy()
    average.update(weights + 1)
    assert average.values == pytest.approx(before + 0.1)


LOSSES = {
    "smoothed": SoftmaxCrossEntropy(0.1),
    "sigmoid": SigmoidCrossEntropy(),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_loss_gradients(loss):
    rng = np.random.default_rng(4)
    outputs, targets = rng.standard_normal((5, 10)), np.eye(10)[rng.integers(0, 10, 5)]
    expected = numeric_gradient(lambda: loss.value(outputs, targets), outputs)
    assert relative_error(loss.gradient(outputs, targets), expected) < TOLERANCE


def test_label_smoothing_aims_at_less_than_certainty():
    loss, target = create_loss({"type": "softmax_cross_entropy", "smoothing": 0.1}), np.eye(10)[:1]
    sure = np.log(np.full((1, 10), 0.01))
    sure[0, 0] = math.log(0.91)
    assert np.abs(loss.gradient(sure, target)).max() < 1e-12
    assert loss.value(sure, target) > 0


def test_sigmoid_cross_entropy_by_hand_and_far_out():
    loss, targets = SigmoidCrossEntropy(), np.array([[1.0, 0.0]])
    # sigmoid(log 3) = 3/4: -log(3/4) for the unit that is right, -log(1/4) for the wrong one
    outputs = np.array([[math.log(3), math.log(3)]])
    assert loss.value(outputs, targets) == pytest.approx(-math.log(3 / 4) - math.log(1 / 4))
    far = np.array([[-1000.0, 1000.0]])
    assert loss.value(far, targets) == pytest.approx(2000)
    assert loss.gradient(far, targets).tolist() == [[-1, 1]]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("x", "Loss must be one of quadratic, softmax_cross_entropy, sigmoid_cross_entropy"),
        ({"type": "softmax_cross_entropy", "smoothing": 1}, "below 1, got 1"),
        ({"type": "quadratic", "smoothing": 0.1}, "do not fit quadratic"),
    ],
)
def test_a_wrong_loss_is_named(config, message):
    with pytest.raises(ValueError, match=message):
        create_loss(config)
