"""The active network, and the way from a picture's bytes to an answer.

The model is loaded once and held in one attribute. ``activate`` replaces it in one assignment, so
that a request which is under way finishes on the model that it started with.
"""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnet.checkpoint import SHIPPED_MODEL, Model, load_model
from nnet.preprocessing import read_picture
from webapp.png import encode_grey
from webapp.problems import unavailable

DECIMALS = 8
"""Probabilities are rounded to this many places: ten of them still sum to 1 within 1e-6."""

MODEL_ID_LENGTH = 12


@dataclass(frozen=True)
class DigitReading:
    """One digit that was read.

    probabilities  ten numbers that sum to 1, in digit order
    box            x, y, width, height of the ink, in pixels of the picture
    picture        the 28x28 PNG that the network saw
    """

    digit: int
    probabilities: list[float]
    box: tuple[int, int, int, int]
    picture: bytes

    @property
    def confidence(self) -> float:
        """The probability of the digit that was read."""
        return self.probabilities[self.digit]

    def to_dict(self) -> dict[str, Any]:
        """Return the reading as an entry of a prediction's ``digits``."""
        return {
            "digit": self.digit,
            "confidence": self.confidence,
            "probabilities": self.probabilities,
            "box": self.box,
            "input": base64.b64encode(self.picture).decode("ascii"),
        }


@dataclass(frozen=True)
class Prediction:
    """The answer to one picture.

    status      ``digit``; later also ``uncertain``, ``not_a_digit`` or ``number``
    digits      what was read, left to right
    model       the first hex digits of the model's SHA-256
    elapsed_ms  from the picture's bytes to this answer
    """

    status: str
    digits: tuple[DigitReading, ...]
    model: str
    elapsed_ms: float

    @property
    def text(self) -> str:
        """Everything that was read, as one text."""
        return "".join(str(reading.digit) for reading in self.digits)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer of ``POST /api/predictions``."""
        first = self.digits[0]
        return {
            "status": self.status,
            "digit": first.digit,
            "confidence": first.confidence,
            "probabilities": first.probabilities,
            "digits": [reading.to_dict() for reading in self.digits],
            "text": self.text,
            "model": self.model,
            "elapsed_ms": round(self.elapsed_ms, 3),
        }


class Recognizer:
    """Answers pictures with the active model; many threads may ask at once."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = model

    @classmethod
    def from_file(cls, path: Path | None = None) -> Recognizer:
        """Return a recognizer with a model file, else with the shipped one.

        Raises ``CheckpointError`` when the file is missing or damaged.
        """
        return cls(load_model(path or SHIPPED_MODEL))

    def activate(self, model: Model) -> None:
        """Answer with another model from the next picture on."""
        self._model = model

    @property
    def model(self) -> Model:
        """The active model; raises the problem ``unavailable`` when there is none."""
        if self._model is None:
            raise unavailable(
                "No usable model is loaded, so that drawings cannot be read. "
                "Try again once the server has one.",
                retry_after=30,
            )
        return self._model

    def recognize(self, picture: bytes) -> Prediction:
        """Read a PNG or JPEG picture; raises ``PictureError`` when it cannot be read."""
        started = time.perf_counter()
        model = self.model
        seen = read_picture(picture)
        probabilities = _as_fractions(model.probabilities(seen.pixels[np.newaxis])[0])
        reading = DigitReading(
            digit=probabilities.index(max(probabilities)),
            probabilities=probabilities,
            box=seen.box,
            picture=encode_grey(seen.pixels),
        )
        elapsed_ms = (time.perf_counter() - started) * 1000
        return Prediction("digit", (reading,), model.sha256[:MODEL_ID_LENGTH], elapsed_ms)

    def describe(self) -> dict[str, Any]:
        """Return what is known of the active model: the answer of ``GET /api/model``."""
        model = self.model
        return {
            "recipe": model.recipe,
            "architecture": model.architecture,
            "parameters": model.parameters,
            "test_accuracy": model.card.get("test_accuracy"),
            "validation_accuracy": model.card.get("validation_accuracy"),
            "sha256": model.sha256,
            "card": model.card,
        }


def _as_fractions(row: np.ndarray) -> list[float]:
    """Return a row of probabilities as rounded numbers; float32 alone is off by more than 1e-6."""
    exact = row.astype(np.float64)
    return [round(value, DECIMALS) for value in (exact / exact.sum()).tolist()]
