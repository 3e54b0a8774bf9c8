"""How a run's network reads the test digits, one by one: for its page and the API.

What a network answers to the 10,000 digits never changes, so it is computed once, when it is first
asked for, and kept for the networks that were asked for last. Each takes 400 kB.
"""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnet.calibration import expected_calibration_error, reliability
from nnet.checkpoint import Model
from nnet.data import Dataset, load_test_digits
from nnet.evaluation import outputs_for
from nnet.metrics import confusion_matrix, digit_scores
from webapp.png import base64_png

KEPT = 8
"""Networks whose answers are kept."""

DECIMALS = 6


@dataclass(frozen=True)
class Evaluation:
    """What a network answers to the test digits.

    epoch          the epoch of its training after which it answered so
    digits         the test digits
    probabilities  (n, 10) rows that sum to 1
    """

    epoch: int
    digits: Dataset
    probabilities: np.ndarray

    @functools.cached_property
    def answers(self) -> np.ndarray:
        """The likeliest digit of each: (n,)."""
        return self.probabilities.argmax(axis=1)

    def to_dict(self) -> dict[str, Any]:
        """Return what there is to say of all digits together."""
        labels = self.digits.labels
        confusion = confusion_matrix(labels, self.answers)
        return {
            "epoch": self.epoch,
            "accuracy": float((self.answers == labels).mean()),
            "calibration_error": expected_calibration_error(self.probabilities, labels),
            "confusion": confusion.tolist(),
            "digits": [vars(score) for score in digit_scores(confusion)],
            "reliability": [vars(found) for found in reliability(self.probabilities, labels)],
        }

    def pictures(
        self, label: int | None, answer: int | None, offset: int, limit: int
    ) -> dict[str, Any]:
        """Return digits of a label that were read as an answer, and how many there are in all.

        label, answer  None for any; without both, only what was read wrong

        What was read wrong comes first where the network was surest, what was read right where it
        was least sure.
        """
        chosen = np.ones(len(self.answers), bool)
        if label is None and answer is None:
            chosen = self.answers != self.digits.labels
        if label is not None:
            chosen &= self.digits.labels == label
        if answer is not None:
            chosen &= self.answers == answer
        found = np.flatnonzero(chosen)
        confidence = self.probabilities.max(axis=1)[found]
        is_wrong = self.answers[found] != self.digits.labels[found]
        order = np.lexsort((np.where(is_wrong, -confidence, confidence), ~is_wrong))
        shown = found[order][offset : offset + limit].tolist()
        return {"total": len(found), "pictures": [self._picture(index) for index in shown]}

    def _picture(self, index: int) -> dict[str, Any]:
        row = self.probabilities[index].astype(np.float64)
        return {
            "index": index,
            "label": int(self.digits.labels[index]),
            "answer": int(self.answers[index]),
            "confidence": round(float(row.max()), DECIMALS),
            "probabilities": [round(value, DECIMALS) for value in row.tolist()],
            "picture": base64_png(self.digits.images[index]),
        }


class Evaluations:
    """Evaluations of the networks that were asked for last; threads may share it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], Evaluation] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def of(self, run_id: str, epoch: int, load: Callable[[], Model]) -> Evaluation:
        """Return the evaluation of a run's network after an epoch.

        load  returns the network; called only where its answers are not known yet
        """
        key = (run_id, epoch)
        # Whoever asks for what is being computed waits for it. Two at once would be no faster.
        with self._one_at_a_time:
            if key not in self._kept:
                self._kept[key] = _evaluated(epoch, load())
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


def _evaluated(epoch: int, model: Model) -> Evaluation:
    digits = load_test_digits()
    return Evaluation(epoch, digits, model.read(outputs_for(model.folded, digits.images)))
