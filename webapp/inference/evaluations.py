"""Evaluation of a run's network on the 10,000 test digits, for its page and the API.

What a network answers to them never changes, so it is computed once, when it is first asked for.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnet.core.data import Dataset, load_test_digits
from nnet.core.evaluation import outputs_for
from nnet.core.metrics import (
    confusion_matrix,
    digit_scores,
    expected_calibration_error,
    reliability,
)
from nnet.imaging.png import base64_png
from nnet.models.checkpoint import Model
from nnet.parallel.threads import map_on_cores
from webapp.inference.cache import Cache, Turn
from webapp.inference.samples import Described, TestedPictures

MAX_EVALUATIONS = 8
"""Networks whose answers are kept, 400 kB each."""

DECIMALS = 6


@dataclass(frozen=True)
class Evaluation:
    """What a network answers to the test digits.

    epoch          the epoch of its training after which it answered so
    digits         the test digits
    probabilities  (n, classes) rows that sum to 1
    classes        their names
    """

    epoch: int
    digits: Dataset
    probabilities: np.ndarray
    classes: list[str]

    @functools.cached_property
    def answers(self) -> np.ndarray:
        """The likeliest digit of each: (n,)."""
        return self.probabilities.argmax(axis=1)

    def to_dict(self) -> dict[str, Any]:
        """Return what there is to say of all digits together."""
        labels = self.digits.labels
        confusion = confusion_matrix(labels, self.answers, len(self.classes))
        return {
            "classes": self.classes,
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
        found = self._sort(np.flatnonzero(self._choose(label, answer)))
        shown = found[offset : offset + limit].tolist()
        return {"total": len(found), "pictures": [self._picture(index) for index in shown]}

    def pictures_against(
        self, other: Evaluation, label: int | None, answer: int | None, offset: int, limit: int
    ) -> dict[str, Any]:
        """Return digits that this network or another one reads so, with both their readings.

        Those that only one of the two reads so come first; apart from that as ``pictures``.
        """
        chosen, chosen_there = self._choose(label, answer), other._choose(label, answer)
        differing = self._sort(np.flatnonzero(chosen ^ chosen_there))
        found = np.concatenate((differing, self._sort(np.flatnonzero(chosen & chosen_there))))
        shown = found[offset : offset + limit].tolist()
        return {
            "total": len(found),
            "differing": len(differing),
            "pictures": [
                {**self._picture(index), "against": other._reading(index)} for index in shown
            ],
        }

    def _choose(self, label: int | None, answer: int | None) -> np.ndarray:
        """Return which of the digits are of a label and were read as an answer: (n,) of bool."""
        labels = self.digits.labels
        if label is None and answer is None:
            return self.answers != labels
        chosen = np.ones(len(labels), bool)
        if label is not None:
            chosen &= labels == label
        if answer is not None:
            chosen &= self.answers == answer
        return chosen

    def _sort(self, found: np.ndarray) -> np.ndarray:
        confidence = self.probabilities.max(axis=1)[found]
        is_wrong = self.answers[found] != self.digits.labels[found]
        return found[np.lexsort((np.where(is_wrong, -confidence, confidence), ~is_wrong))]

    def _picture(self, index: int) -> dict[str, Any]:
        return {
            "index": index,
            "label": int(self.digits.labels[index]),
            **self._reading(index),
            "picture": base64_png(self.digits.images[index]),
        }

    def _reading(self, index: int) -> dict[str, Any]:
        row = self.probabilities[index].astype(np.float64)
        return {
            "answer": int(self.answers[index]),
            "confidence": round(float(row.max()), DECIMALS),
            "probabilities": [round(value, DECIMALS) for value in row.tolist()],
        }


class Evaluations:
    """Evaluations of the networks that were asked for last; threads may share it.

    turn      makes what is held while a network is evaluated
    pictures  those of the data that networks learned from, besides MNIST
    """

    def __init__(self, turn: Turn, pictures: TestedPictures) -> None:
        self._pictures = pictures
        self._cache: Cache[tuple[str, int], Evaluation] = Cache(MAX_EVALUATIONS, turn)

    def of(self, run_id: str, epoch: int, data: Described, load: Callable[[], Model]) -> Evaluation:
        """Return the evaluation of a run's network after an epoch.

        data  what it learned from
        load  returns the network; called only where its answers are not known yet
        """
        if (known := self._cache.find((run_id, epoch))) is not None:
            return known
        # Before it is this request's turn, since reading them takes a turn of its own.
        digits = None if data is None else self._pictures.of(data)
        return self._cache.get((run_id, epoch), lambda: _evaluate(epoch, load(), digits))


def _evaluate(epoch: int, model: Model, digits: Dataset | None) -> Evaluation:
    """Return what a model answers to digits; to MNIST's test digits for None."""
    digits = load_test_digits() if digits is None else digits
    outputs = outputs_for(model.folded, digits.images, map_on_cores)
    return Evaluation(epoch, digits, model.read(outputs), model.config.classes)
