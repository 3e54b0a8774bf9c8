"""Report on digits: accuracy, calibration, scores of each digit and the confusion matrix."""

from __future__ import annotations

import numpy as np

from nnet.core.metrics import (
    CLASSES,
    confusion_matrix,
    digit_scores,
    expected_calibration_error,
    reliability,
    top_k_accuracy,
    wilson_interval,
)


def evaluation_report(
    labels: np.ndarray, probabilities: np.ndarray, loss: float | None = None
) -> str:
    """Return how well digits are read, in total and one by one, and how sure of it, as text.

    labels         (n,)
    probabilities  (n, 10) rows that sum to 1
    loss           the mean loss, where it is known

    Raises ``ValueError`` for arrays that do not go together.
    """
    # First, since it refuses what the other tables would trip over.
    top2 = top_k_accuracy(probabilities, labels)
    confusion = confusion_matrix(labels, probabilities.argmax(axis=1))
    right, total = int(np.trace(confusion)), len(labels)
    low, high = wilson_interval(right, total)
    lines = [
        f"Accuracy: {right / total:.2%} ({right:,} of {total:,}; "
        f"95 % interval {low:.2%} to {high:.2%})",
        f"Top-2 accuracy: {top2:.2%} (the digit is one of the two likeliest)",
    ]
    if loss is not None:
        lines.append(f"Loss: {loss:.4f}")
    lines += ["", *_calibration_lines(labels, probabilities)]
    lines += ["", *_digit_lines(confusion)]
    lines += ["", *_confusion_lines(confusion)]
    return "\n".join(lines)


def _calibration_lines(labels: np.ndarray, probabilities: np.ndarray) -> list[str]:
    """Return the calibration error and a row for each bin that holds pictures."""
    error = expected_calibration_error(probabilities, labels)
    lines = [
        f"Expected calibration error: {error:.2%} (how far confidence is from accuracy)",
        "",
        "     confidence     mean  accuracy  pictures",
    ]
    return lines + [
        f"{found.low:7.2%}-{found.high:7.2%}  {found.mean_confidence:7.2%}  {found.accuracy:8.2%}"
        f"  {found.count:8,}"
        for found in reliability(probabilities, labels)
        if found.count
    ]


def _digit_lines(confusion: np.ndarray) -> list[str]:
    """Return precision, recall and F1 of each digit."""
    return ["digit  precision   recall       F1  pictures"] + [
        f"{score.digit:5}  {score.precision:9.2%}  {score.recall:7.2%}  {score.f1:7.2%}"
        f"  {score.support:8,}"
        for score in digit_scores(confusion)
    ]


def _confusion_lines(confusion: np.ndarray) -> list[str]:
    """Return the confusion matrix under a heading."""
    lines = ["Confusion matrix: a row is a digit, a column an answer", ""]
    lines.append("     " + "".join(f"{answer:6}" for answer in range(CLASSES)))
    return lines + [
        f"{digit:5}" + "".join(f"{count:6}" for count in row) for digit, row in enumerate(confusion)
    ]
