"""Metrics: accuracy, confusion matrix, precision, recall, F1, calibration error, intervals."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CLASSES = 10
"""How many digits there are. Other data may have other classes: the arrays say how many."""


@dataclass(frozen=True)
class DigitScore:
    """How well one digit, or another class, is read, as fractions from 0 to 1.

    precision  of the pictures read as this digit, how many are
    recall     of the pictures of this digit, how many are read as it
    f1         the harmonic mean of the two
    support    how many pictures of this digit there are
    """

    digit: int
    precision: float
    recall: float
    f1: float
    support: int


def accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Return the fraction of rows whose largest entry stands at the label; (n, 10) and (n,)."""
    return float(np.mean(probabilities.argmax(axis=1) == labels))


def top_k_accuracy(probabilities: np.ndarray, labels: np.ndarray, k: int = 2) -> float:
    """Return the fraction of rows whose label is among the k largest entries; (n, 10) and (n,).

    Of equal entries the lower digit counts as the larger, as with ``argmax``: with ``k=1`` this
    is ``accuracy`` to the bit. Raises ``ValueError`` for arrays that do not go together and for a
    ``k`` that is not from 1 to the number of classes.
    """
    check_rows(probabilities, labels)
    classes = probabilities.shape[1]
    if not 1 <= k <= classes:
        raise ValueError(f"k must be a whole number from 1 to {classes}, got {k!r}.")
    own = np.take_along_axis(probabilities, labels.astype(np.intp)[:, np.newaxis], axis=1)
    lower = np.arange(classes) < labels[:, np.newaxis]
    ahead = (probabilities > own) | ((probabilities == own) & lower)
    return float(np.mean(ahead.sum(axis=1) < k))


def check_rows(rows: np.ndarray, labels: np.ndarray) -> None:
    """Raise ``ValueError`` unless rows are finite, (n, k) with n > 0, and labels 0 to k-1, (n,)."""
    if rows.ndim != 2 or rows.shape[1] < 2 or not len(rows):
        raise ValueError(
            "Expected at least one row of a number for each class, two or more, got shape "
            f"{rows.shape}."
        )
    if labels.shape != rows.shape[:1]:
        raise ValueError(f"Expected {len(rows)} labels, one a row, got shape {labels.shape}.")
    if not np.isfinite(rows).all():
        raise ValueError("Expected finite numbers in every row, got NaN or infinity.")
    highest = rows.shape[1] - 1
    if labels.min() < 0 or labels.max() > highest:
        raise ValueError(
            f"Expected labels from 0 to {highest}, got {labels.min()} to {labels.max()}."
        )


def confusion_matrix(labels: np.ndarray, answers: np.ndarray, classes: int = CLASSES) -> np.ndarray:
    """Count answers by label: entry [label, answer], shape (classes, classes), int64."""
    pairs = labels.astype(np.int64) * classes + answers
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def digit_scores(confusion: np.ndarray) -> list[DigitScore]:
    """Return each digit's scores from a confusion matrix; a ratio over nothing is 0."""
    scores = []
    for digit in range(len(confusion)):
        right = int(confusion[digit, digit])
        answered, support = int(confusion[:, digit].sum()), int(confusion[digit].sum())
        precision = right / answered if answered else 0.0
        recall = right / support if support else 0.0
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        scores.append(DigitScore(digit, precision, recall, f1, support))
    return scores


def wilson_interval(right: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the interval that holds the true fraction with 95 % confidence (Wilson 1927).

    ``z`` is the standard normal quantile; 1.96 leaves 2.5 % on each side.
    """
    fraction = right / total
    center = (fraction + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total)
    half *= ((fraction * (1 - fraction) + z * z / (4 * total)) / total) ** 0.5
    return center - half, center + half


T_QUANTILES = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""Student's t at 97.5 % for 1 to 9 degrees of freedom, from any table of it."""


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the interval that holds the mean of all such values with 95 % confidence.

    mean ± t s / sqrt(n), with the sample's standard deviation s (Student 1908). Beyond ten values
    the t of ten is used, which is a little too wide. Raises ``ValueError`` for less than two.
    """
    if len(values) < 2:
        raise ValueError(f"An interval needs at least two values, got {len(values)}.")
    freedom = min(len(values) - 1, len(T_QUANTILES))
    half = T_QUANTILES[freedom - 1] * statistics.stdev(values) / len(values) ** 0.5
    mean = statistics.fmean(values)
    return mean - half, mean + half


@dataclass(frozen=True)
class ReliabilityBin:
    """The pictures answered with a confidence in one range; fractions from 0 to 1.

    low, high        the range: above low, up to and including high
    count            how many pictures there are in it; where there are none, the rest is 0
    mean_confidence  how sure the network was of them
    accuracy         how many of them it read rightly
    """

    low: float
    high: float
    count: int
    mean_confidence: float
    accuracy: float


def reliability(
    probabilities: np.ndarray, labels: np.ndarray, bins: int = 15
) -> list[ReliabilityBin]:
    """Return confidence against accuracy in bins of equal width from 0 to 1, all of them.

    probabilities  (n, 10) rows that sum to 1
    labels         (n,)

    The bins are those of Guo et al. 2017, section 2: ``((m - 1) / M, m / M]``. Raises
    ``ValueError`` for no bin at all and for arrays that do not go together.
    """
    check_rows(probabilities, labels)
    if bins < 1:
        raise ValueError(f"Expected at least one bin, got {bins!r}.")
    confidences = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == labels
    edges = np.linspace(0, 1, bins + 1)
    # By the inner edges alone: a float32 row can sum to a little more than 1.
    members = np.searchsorted(edges[1:-1], confidences, side="left")
    counts = np.bincount(members, minlength=bins)
    divisors = np.maximum(counts, 1)
    mean_confidences = np.bincount(members, confidences, bins) / divisors
    accuracies = np.bincount(members, right, bins) / divisors
    columns = (edges[:-1], edges[1:], counts, mean_confidences, accuracies)
    return [ReliabilityBin(*row) for row in zip(*(c.tolist() for c in columns), strict=True)]


def expected_calibration_error(
    probabilities: np.ndarray, labels: np.ndarray, bins: int = 15
) -> float:
    """Return how far confidence is from accuracy: 0 is calibrated, 1 always sure and wrong.

    ``ECE = sum over bins of count / n * |accuracy - mean confidence|`` (Guo et al. 2017,
    equation 3, after Naeini et al. 2015). Arguments and errors are those of ``reliability``.
    """
    table = reliability(probabilities, labels, bins)
    return sum(b.count * abs(b.accuracy - b.mean_confidence) for b in table) / len(labels)
