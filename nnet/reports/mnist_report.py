"""Report on digits, or other classes: accuracy, calibration, scores, the confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnet.core.metrics import (
    confusion_matrix,
    digit_scores,
    expected_calibration_error,
    reliability,
    top_k_accuracy,
    wilson_interval,
)
from nnet.datasets.description import DIGITS


def evaluation_report(
    labels: np.ndarray,
    probabilities: np.ndarray,
    loss: float | None = None,
    classes: Sequence[str] = DIGITS,
) -> str:
    """Return how well digits are read, in total and one by one, and how sure of it, as text.

    labels         (n,)
    probabilities  (n, classes) rows that sum to 1
    loss           the mean loss, where it is known
    classes        their names

    Raises ``ValueError`` for arrays that do not go together.
    """
    # First, since it refuses what the other tables would trip over.
    top2 = top_k_accuracy(probabilities, labels)
    what = "digit" if classes == DIGITS else "class"
    confusion = confusion_matrix(labels, probabilities.argmax(axis=1), len(classes))
    right, total = int(np.trace(confusion)), len(labels)
    low, high = wilson_interval(right, total)
    lines = [
        f"Accuracy: {right / total:.2%} ({right:,} of {total:,}; "
        f"95 % interval {low:.2%} to {high:.2%})",
        f"Top-2 accuracy: {top2:.2%} (the {what} is one of the two likeliest)",
    ]
    if loss is not None:
        lines.append(f"Loss: {loss:.4f}")
    lines += ["", *_calibration_lines(labels, probabilities)]
    lines += ["", *_class_lines(confusion, what, classes)]
    lines += ["", *_confusion_lines(confusion, what, classes)]
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


def _class_lines(confusion: np.ndarray, what: str, classes: Sequence[str]) -> list[str]:
    """Return precision, recall and F1 of each class."""
    width = max(len(what), *map(len, classes))
    return [f"{what:{width}}  precision   recall       F1  pictures"] + [
        f"{classes[score.digit]:>{width}}  {score.precision:9.2%}  {score.recall:7.2%}"
        f"  {score.f1:7.2%}  {score.support:8,}"
        for score in digit_scores(confusion)
    ]


def _confusion_lines(confusion: np.ndarray, what: str, classes: Sequence[str]) -> list[str]:
    """Return the confusion matrix under a heading; columns are as wide as their names."""
    article = "a class" if what == "class" else "a digit"
    lines = [f"Confusion matrix: a row is {article}, a column an answer", ""]
    width = max(5, *map(len, classes))
    columns = [max(6, len(name) + 1) for name in classes]
    heads = "".join(f"{name:>{wide}}" for name, wide in zip(classes, columns, strict=True))
    lines.append(" " * width + heads)
    return lines + [
        f"{name:>{width}}"
        + "".join(f"{count:{wide}}" for count, wide in zip(row, columns, strict=True))
        for name, row in zip(classes, confusion, strict=True)
    ]
