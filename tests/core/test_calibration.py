"""Confidence against accuracy, and the temperature that brings them together."""

import numpy as np
import pytest

from nnet.core.losses import SoftmaxCrossEntropy
from nnet.core.metrics import expected_calibration_error, reliability
from nnet.models.temperature import fit_temperature

LOSS = SoftmaxCrossEntropy()


def rows_of(*confidences):
    """Return probabilities that answer 0 with these confidences; the other nine share the rest."""
    rows = np.repeat((1 - np.array(confidences)[:, np.newaxis]) / 9, 10, axis=1)
    rows[:, 0] = confidences
    return rows


def drawn(rng, count, sharpness=1.0):
    """Return logits whose labels are drawn by their own softmax, so that T is ``sharpness``."""
    logits = rng.normal(0, 2, (count, 10))
    sums = LOSS.probabilities(logits).cumsum(axis=1)
    labels = (rng.random((count, 1)) > sums).sum(axis=1).clip(0, 9)
    return logits * sharpness, labels


def test_reliability_and_its_error_by_hand():
    rows = rows_of(0.95, 0.85, 0.9, 0.3, 0.4)
    labels = np.array([0, 1, 0, 0, 5])
    table = reliability(rows, labels, bins=5)
    assert [(found.low, found.high) for found in table] == [
        pytest.approx((low / 5, low / 5 + 0.2)) for low in range(5)
    ]
    assert [found.count for found in table] == [0, 2, 0, 0, 3]
    assert (table[0].mean_confidence, table[0].accuracy) == (0, 0)
    assert (table[1].mean_confidence, table[1].accuracy) == (pytest.approx(0.35), 1 / 2)
    assert (table[4].mean_confidence, table[4].accuracy) == (pytest.approx(0.9), 2 / 3)
    # 2/5 of the pictures are 0.15 off, 3/5 of them 0.9 - 2/3.
    expected = 2 / 5 * 0.15 + 3 / 5 * (0.9 - 2 / 3)
    assert expected_calibration_error(rows, labels, bins=5) == pytest.approx(expected)


def test_an_edge_belongs_to_the_bin_below_it_and_a_sum_above_1_to_the_last():
    rows = rows_of(0.5, 0.75, 1.0, 1.0000001)
    counts = [found.count for found in reliability(rows, np.zeros(4, dtype=int), bins=4)]
    assert counts == [0, 1, 1, 2]
    single = reliability(rows, np.zeros(4, dtype=int), bins=1)
    assert [found.count for found in single] == [4]


def test_always_sure_is_the_worst_when_wrong_and_the_best_when_right():
    rows = rows_of(1.0, 1.0)
    assert expected_calibration_error(rows, np.array([1, 2])) == 1
    assert expected_calibration_error(rows, np.array([0, 0])) == 0


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 3.0])
def test_the_temperature_takes_back_what_sharpened_the_logits(sharpness):
    logits, labels = drawn(np.random.default_rng(4), 20_000, sharpness)
    found = fit_temperature(logits.astype(np.float32), labels)
    assert found == pytest.approx(sharpness, rel=0.03)
    cooled = expected_calibration_error(LOSS.probabilities(logits / found), labels)
    assert cooled < 0.012
    if sharpness != 1:
        assert expected_calibration_error(LOSS.probabilities(logits), labels) > 5 * cooled


def test_the_loss_is_smallest_at_the_temperature_found():
    logits, labels = drawn(np.random.default_rng(5), 300, 2.0)
    targets = np.eye(10)[labels]
    found = fit_temperature(logits, labels)
    around = [LOSS.value(logits / (found * factor), targets) for factor in (0.99, 1, 1.01)]
    assert around[1] < min(around[0], around[2])


def test_a_temperature_by_hand():
    # Sure by log 9 of one digit against nine that cannot be told apart: half of them right means
    # that exp(log 9 / T) must equal 9 others' sum, which T = 1 does.
    logits = np.zeros((2, 10))
    logits[:, 3] = np.log(9)
    assert fit_temperature(logits, np.array([3, 4])) == pytest.approx(1, rel=1e-9)
    assert fit_temperature(1000 + 7 * logits, np.array([3, 4])) == pytest.approx(7, rel=1e-9)


def test_where_no_temperature_is_best_the_bound_is_given():
    logits = np.random.default_rng(6).normal(0, 1e4, (50, 10)).astype(np.float32)
    assert fit_temperature(logits, logits.argmax(axis=1)) == 0.05
    assert fit_temperature(logits / 1e4, logits.argmax(axis=1)) == 0.05
    assert fit_temperature(logits, logits.argmin(axis=1)) == 20


@pytest.mark.parametrize("function", [reliability, expected_calibration_error, fit_temperature])
@pytest.mark.parametrize(
    ("rows", "labels", "message"),
    [
        (np.zeros((2, 1)), [1, 2], "two or more, got shape"),
        (np.zeros((0, 10)), [], "at least one row"),
        (np.zeros((2, 10)), [1], "Expected 2 labels, one a row, got shape"),
        (np.zeros((2, 10)), [1, 10], "labels from 0 to 9, got 1 to 10"),
        (np.full((1, 10), np.inf), [1], "got NaN or infinity"),
    ],
)
def test_what_does_not_go_together_is_refused(function, rows, labels, message):
    with pytest.raises(ValueError, match=message):
        function(rows, np.array(labels, dtype=int))


def test_no_bins_are_refused():
    with pytest.raises(ValueError, match="at least one bin, got 0"):
        reliability(rows_of(0.5), np.array([0]), bins=0)
