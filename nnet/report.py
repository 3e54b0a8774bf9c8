"""What an evaluation prints."""

from __future__ import annotations

import numpy as np

from nnet.metrics import CLASSES, confusion_matrix, digit_scores, wilson_interval


def evaluation_report(labels: np.ndarray, answers: np.ndarray) -> str:
    """Return accuracy, each digit's scores and the confusion matrix as text; both are (n,)."""
    confusion = confusion_matrix(labels, answers)
    right, total = int(np.trace(confusion)), len(labels)
    low, high = wilson_interval(right, total)
    lines = [
        f"Accuracy: {right / total:.2%} ({right:,} of {total:,}; "
        f"95 % interval {low:.2%} to {high:.2%})",
        "",
        "digit  precision   recall       F1  pictures",
    ]
    for score in digit_scores(confusion):
        lines.append(
            f"{score.digit:5}  {score.precision:9.2%}  {score.recall:7.2%}  {score.f1:7.2%}"
            f"  {score.support:8,}"
        )
    lines += ["", "Confusion matrix: a row is a digit, a column an answer", ""]
    lines.append("     " + "".join(f"{answer:6}" for answer in range(CLASSES)))
    lines += [
        f"{digit:5}" + "".join(f"{count:6}" for count in row) for digit, row in enumerate(confusion)
    ]
    return "\n".join(lines)
