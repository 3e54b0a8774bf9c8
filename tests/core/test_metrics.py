"""How well digits are read, worked out by hand and against the plain definition."""

import numpy as np
import pytest

from nnet.core.metrics import CLASSES, accuracy, confusion_matrix, digit_scores, top_k_accuracy
from nnet.core.metrics import wilson_interval as interval

RANKED = np.array([[0.1, 0.6, 0.2, 0.05, 0.05, 0, 0, 0, 0, 0]], dtype=np.float32)
"""One picture: a 1 most likely, then a 2, then a 0, then a 3 and a 4 alike."""


@pytest.mark.parametrize(
    ("label", "ranks"), [(1, 1), (2, 2), (0, 3), (3, 4), (4, 5), (5, 6), (9, 10)]
)
def test_the_label_counts_from_its_rank_on(label, ranks):
    found = [top_k_accuracy(RANKED, np.array([label]), k) for k in range(1, CLASSES + 1)]
    assert found == [0.0] * (ranks - 1) + [1.0] * (CLASSES - ranks + 1)


def test_two_guesses_are_what_is_counted_unless_told():
    rows = np.repeat(RANKED, 4, axis=0)
    assert top_k_accuracy(rows, np.array([1, 2, 0, 1], dtype=np.uint8)) == 0.75


def test_top_k_agrees_with_sorting_and_with_accuracy():
    rng = np.random.default_rng(1)
    # Few different values, so that there are many ties.
    rows = rng.integers(0, 4, (500, CLASSES)).astype(np.float32)
    labels = rng.integers(0, CLASSES, 500)
    order = np.argsort(-rows, axis=1, kind="stable")
    for k in range(1, CLASSES + 1):
        expected = np.mean([label in row[:k] for label, row in zip(labels, order, strict=True)])
        assert top_k_accuracy(rows, labels, k) == pytest.approx(expected)
    assert top_k_accuracy(rows, labels, 1) == accuracy(rows, labels)


@pytest.mark.parametrize(
    ("rows", "labels", "k", "message"),
    [
        (RANKED, [1], 0, "k must be a whole number from 1 to 10, got 0"),
        (RANKED, [1], 11, "got 11"),
        (RANKED, [1, 2], 2, "Expected 1 labels, one a row, got shape"),
        (RANKED, [10], 2, "labels from 0 to 9, got 10 to 10"),
        (RANKED, [-1], 2, "labels from 0 to 9, got -1 to -1"),
        (RANKED[:, :1], [1], 2, "two or more, got shape"),
        (RANKED[:0], [], 2, "at least one row"),
        (RANKED[0], [1], 2, "two or more, got shape"),
        (RANKED * np.nan, [1], 2, "got NaN or infinity"),
    ],
)
def test_what_cannot_be_counted_is_refused(rows, labels, k, message):
    with pytest.raises(ValueError, match=message):
        top_k_accuracy(rows, np.array(labels, dtype=int), k)


def test_scores_of_a_digit_by_hand():
    # Of four ones two are read rightly; three answers are a one.
    labels, answers = np.array([1, 1, 1, 1, 7, 7]), np.array([1, 1, 7, 2, 1, 7])
    confusion = confusion_matrix(labels, answers)
    assert confusion[1, 1] == 2 and confusion[1, 2] == 1 and confusion[7, 1] == 1
    scores = digit_scores(confusion)
    one, two = scores[1], scores[2]
    assert (one.precision, one.recall, one.support) == (2 / 3, 1 / 2, 4)
    assert one.f1 == pytest.approx(4 / 7)
    assert (two.precision, two.recall, two.f1, two.support) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    # Newcombe 1998, table I, the score method without continuity correction.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(right, total, low, high):
    assert interval(right, total) == pytest.approx((low, high), abs=5e-5)
