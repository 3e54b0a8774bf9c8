"""Recognizer: answers pictures with the active network.

The model is loaded once and held in one attribute. ``activate`` replaces it in one assignment, so
that a request which is under way finishes on the model that it started with.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from flask_babel import gettext

from nnet.browser.reader_file import dump_reader
from nnet.imaging.png import base64_png
from nnet.models.checkpoint import SHIPPED_MODEL, CheckpointError, Model, load_model
from nnet.recognition.pipeline import read_picture
from nnet.recognition.preparation import Explanation, explain
from nnet.recognition.reading import Digit, Reader
from nnet.recognition.rejection import Guard, load_guard
from nnet.recognition.stroke_reader import load_stroke_reader
from nnet.recognition.stroke_vote import StrokeVote
from nnet.strokes.types import Stroke
from webapp.http.problems import unavailable
from webapp.inference.explanations import explanation_to_dict

DECIMALS = 8
"""Probabilities are rounded to this many places: ten of them still sum to 1 within 1e-6."""

MODEL_ID_LENGTH = 12


@dataclass(frozen=True)
class DigitReading:
    """One digit that was read.

    digit          0 to 9, or None where the ink is no digit
    confidence     the largest probability
    probabilities  ten numbers that sum to 1, in digit order
    box            x, y, width, height of the ink, in pixels of the picture
    picture        the 28x28 PNG that the network saw, in base64
    """

    digit: int | None
    confidence: float
    probabilities: list[float]
    box: tuple[int, int, int, int]
    picture: str

    @classmethod
    def of(cls, found: Digit) -> DigitReading:
        """Return what the API tells of a digit that was found."""
        probabilities = _as_fractions(found.probabilities)
        confidence = max(probabilities)
        return cls(
            probabilities.index(confidence) if found.readable else None,
            confidence,
            probabilities,
            found.seen.box,
            base64_png(found.seen.pixels),
        )

    @property
    def alternatives(self) -> list[int]:
        """The two likeliest digits, the likelier one first."""
        order = sorted(range(10), key=lambda digit: -self.probabilities[digit])
        return order[:2]

    def to_dict(self) -> dict[str, Any]:
        """Return the reading as an entry of a prediction's ``digits``."""
        return {
            "digit": self.digit,
            "confidence": self.confidence,
            "probabilities": self.probabilities,
            "box": self.box,
            "input": self.picture,
        }


@dataclass(frozen=True)
class Prediction:
    """The answer to one picture.

    status      ``digit``, ``uncertain``, ``not_a_digit`` or ``number``
    text        everything that was read, with ``?`` for what is unreadable within a number
    digits      what was read, left to right
    model       the first hex digits of the model's SHA-256
    elapsed_ms  from the picture's bytes to this answer
    explanation how the picture was prepared, where that was asked for
    """

    status: str
    text: str
    digits: tuple[DigitReading, ...]
    model: str
    elapsed_ms: float
    explanation: Explanation | None = None

    @property
    def read_digit(self) -> int | None:
        """The digit that was read, if the answer is that it is one."""
        return self.digits[0].digit if self.status in ("digit", "uncertain") else None

    def to_dict(self) -> dict[str, Any]:
        """Return the answer of ``POST /api/predictions``.

        The confidence in a number is that all its digits are right: the product of theirs.
        """
        first = self.digits[0]
        single = len(self.digits) == 1
        answer: dict[str, Any] = {
            "status": self.status,
            "digit": self.read_digit,
            "alternatives": first.alternatives if self.status == "uncertain" else None,
            "confidence": math.prod(reading.confidence for reading in self.digits),
            "probabilities": first.probabilities if single else None,
            "digits": [reading.to_dict() for reading in self.digits],
            "text": self.text,
            "model": self.model,
            "elapsed_ms": round(self.elapsed_ms, 3),
        }
        if self.explanation is not None:
            answer["explanation"] = explanation_to_dict(self.explanation)
        return answer


class Recognizer:
    """Answers pictures with the active model; many threads may ask at once.

    guard  what tells digits from what is none, whichever model is active. With a reader of strokes
           that is heard on this where they are known
    votes  whether it votes with the model that this starts with, too; with any other it does not,
           so that one sees what that one reads
    """

    def __init__(self, model: Model | None, guard: Guard, votes: bool = False) -> None:
        self._shipped = model
        self._active: tuple[Model | None, str | None] = (model, None)
        self._guard = guard
        self._votes = votes

    @classmethod
    def from_file(cls, path: Path | None = None) -> Recognizer:
        """Return a recognizer with a model file, else with the shipped one and what votes with it.

        Raises ``CheckpointError`` when a file is missing or damaged.
        """
        guard = replace(load_guard(), strokes=load_stroke_reader())
        if path is None:
            return cls(load_model(SHIPPED_MODEL), guard, votes=True)
        model = load_model(path)
        if not model.reads_digits:
            raise CheckpointError(
                f"{path} is a network of {len(model.config.classes)} classes, and drawings are "
                "read by networks of the ten digits alone."
            )
        return cls(model, guard)

    def activate(self, model: Model | None, run_id: str | None = None) -> None:
        """Answer with another model, which may be a run's, from the next picture on."""
        self._active = (model, run_id)

    def restore(self) -> None:
        """Answer with the model that it started with again."""
        self._active = (self._shipped, None)

    @property
    def active_run(self) -> str | None:
        """The id of the run whose network answers; None for the one that it started with."""
        return self._active[1]

    @property
    def model(self) -> Model:
        """The active model; raises the problem ``unavailable`` when there is none."""
        model, _ = self._active
        if model is None:
            raise unavailable(
                gettext(
                    "No usable model is loaded, so that drawings cannot be read. "
                    "Try again once the server has one."
                ),
                retry_after=30,
            )
        return model

    def recognize(
        self,
        picture: bytes,
        strokes: Sequence[Stroke] = (),
        explained: bool = False,
        model: Model | None = None,
    ) -> Prediction:
        """Read a picture's file; raises ``PictureError`` when it cannot be read.

        Whoever asks for strangers holds a place of the gate for what computes.

        strokes    that it was drawn with, in its pixels, where they are known
        explained  whether to tell how it was prepared, too
        model      that is to answer; the active one unless given
        """
        started = time.perf_counter()
        model = model or self.model
        reading = read_picture(picture, self._with_strokes(model), self._guard, strokes)
        digits = tuple(DigitReading.of(found) for found in reading.digits)
        seen = [found.seen for found in reading.digits]
        explanation = explain(reading.ink, seen, reading.way, reading.voted) if explained else None
        elapsed_ms = (time.perf_counter() - started) * 1000
        model_id = model.sha256[:MODEL_ID_LENGTH]
        return Prediction(reading.status, reading.text, digits, model_id, elapsed_ms, explanation)

    def dump_reader(self, model: Model) -> bytes:
        """Return what a browser needs to read as this does with a model: see ``nnet/browser``.

        Raises ``ValueError`` where the model is too large for that.
        """
        return dump_reader(model, self._guard, self._vote_beside(model))

    def _with_strokes(self, model: Model) -> Reader:
        """Return a model with what votes beside it, if anything does."""
        return StrokeVote(model) if self._vote_beside(model) else model

    def _vote_beside(self, model: Model) -> bool:
        return self._votes and model is self._shipped

    def describe(self) -> dict[str, Any]:
        """Return what is known of the active model: the answer of ``GET /api/model``."""
        model, run_id = self.model, self.active_run
        return {
            "run_id": run_id,
            "recipe": model.recipe,
            "architecture": model.architecture,
            "parameters": model.parameters,
            "test_accuracy": model.card.get("test_accuracy"),
            "validation_accuracy": model.card.get("validation_accuracy"),
            "sha256": model.sha256,
            "strokes_vote": self._with_strokes(model) is not model,
            "card": model.card,
        }


def _as_fractions(row: np.ndarray) -> list[float]:
    """Return a row of probabilities as rounded numbers; float32 alone is off by more than 1e-6."""
    exact = row.astype(np.float64)
    return [round(value, DECIMALS) for value in (exact / exact.sum()).tolist()]
