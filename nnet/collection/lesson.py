"""A lesson: a network goes on learning, from MNIST and from what was drawn, by a few gentle steps.

What it has learned before is lost where nothing reminds it of that: so it sees MNIST's digits, and
the generated ones of its recipe, in between. Which drawings are learned from and which only
measured is decided by the hand: those of one hand resemble each other, and tell nothing of another.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnet.collection.files import as_drawing
from nnet.collection.queries import Filter, each_correction, pixels_of
from nnet.core.data import Dataset
from nnet.models.checkpoint import Model
from nnet.models.config import Config
from nnet.store.runs import RunStore
from nnet.strokes.files import StrokeFileError, write_strokes, writers_of
from nnet.strokes.types import PenDigit, PenDrawing
from nnet.synthesis.people import DrawingSet, read_people
from nnet.synthesis.training_strokes import describe_strokes

COLLECTION = "collection"
"""What a configuration says of its strokes where they are the store's own collection."""

EPOCHS = 5
RATE_SHARE = 0.1
"""A tenth of the rate that the network learned with: longer steps forget more than they add."""

SHARE = 0.2
"""Of all digits in an epoch, those that were drawn by people."""

MNIST_DIGITS = 10_000
"""MNIST's digits in an epoch, a fifth of them: five epochs of the shipped network take minutes."""

ALL_MNIST = 50_000

MAX_COPIES = 100
"""How often a digit may come in an epoch, redrawn each time: of few digits no share is reached."""

ACCEPTED_DIGITS = Filter(state="accepted", is_none=False)


@dataclass(frozen=True)
class Lesson:
    """How a network goes on learning.

    share          of the digits of an epoch that were drawn by people, above 0 and below 1
    epochs         passes over the digits
    learning_rate  None for a tenth of the one that it learned with
    frozen         how many of its layers with weights stay as they are, from the first one on
    seed           decides everything random
    mnist_digits   how many of MNIST's training digits come in an epoch
    """

    share: float = SHARE
    epochs: int = EPOCHS
    learning_rate: float | None = None
    frozen: int = 0
    seed: int = 1
    mnist_digits: int = MNIST_DIGITS


def plan_lesson(model: Model, lesson: Lesson, strokes: dict[str, Any]) -> Config:
    """Return the configuration of a training that goes on from a model's weights.

    strokes  describes what was drawn, as ``describe_strokes`` does

    Raises ``SettingError``.
    """
    base = model.config
    part = lesson.mnist_digits / ALL_MNIST
    return dataclasses.replace(
        base,
        start=model.sha256,
        strokes=strokes,
        learning_rate=lesson.learning_rate or base.learning_rate * RATE_SHARE,
        epochs=lesson.epochs,
        schedule_epochs=None,
        seed=lesson.seed,
        frozen=lesson.frozen,
        training_digits=lesson.mnist_digits,
        drawn=round(base.drawn * part),
        cut=round(base.cut * part),
        keep_epochs=False,
    )


def count_copies(lesson: Lesson, learned: int) -> int:
    """Return how often each of so many digits comes in an epoch, for them to have their share."""
    wanted = lesson.share / (1 - lesson.share) * lesson.mnist_digits
    return min(max(round(wanted / max(learned, 1)), 1), MAX_COPIES)


def split_hands(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return whose digits are learned from, and whose only measured: every third hand.

    Of a single hand all is learned.
    """
    ordered = sorted(set(names), key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    held_out = ordered[1::3]
    return sorted(set(ordered) - set(held_out)), sorted(held_out)


def describe_file_strokes(paths: Sequence[Path], lesson: Lesson) -> dict[str, Any]:
    """Return what a configuration says of stroke files that a network is taught.

    Hands that the usual split holds out stay so, for a network may have learned from the others
    before. Where it leaves nobody on a side, every third hand is held out.

    Raises ``StrokeFileError`` and ``OSError``.
    """
    described = describe_strokes(paths)
    names = (described["training"], described["held_out"])
    training, held_out = names if all(names) else split_hands([*names[0], *names[1]])
    digits = [digit for one in read_people(paths) for digit in one.digits]
    if not digits:
        raise StrokeFileError(f"{', '.join(map(str, paths))} holds no digit.")
    learned = sum(digit.writer in training for digit in digits)
    copies = count_copies(lesson, learned)
    return {**described, "training": training, "held_out": held_out, "copies": copies}


def describe_collection_strokes(store: RunStore, lesson: Lesson) -> dict[str, Any]:
    """Return what a configuration says of the accepted digits.

    Raises ``ValueError`` where there is none.
    """
    digits = collected_digits(store)
    if not digits:
        raise ValueError("There is no accepted digit to learn from.")
    training, held_out = split_hands(writers_of(digits))
    learned = sum(digit.writer in training for digit in digits)
    return {
        "source": COLLECTION,
        "sha256": _digest(digits),
        "training": training,
        "held_out": held_out,
        "copies": count_copies(lesson, learned),
    }


def load_collection_strokes(
    store: RunStore, described: dict[str, Any], is_begun: bool
) -> tuple[list[DrawingSet], Dataset | None]:
    """Return what is learned from, and what is measured on, as networks see it.

    is_begun  whether something has been learned already: then it has to be the same as before

    Raises ``ValueError``.
    """
    kept = [*each_correction(store, ACCEPTED_DIGITS)]
    digits = _digits(as_drawing(made) for made in kept)
    if is_begun and _digest(digits) != described["sha256"]:
        raise ValueError(
            "The collection has changed since this training began, and cannot be what it goes on "
            "with. Start a new one."
        )
    held_out = set(described["held_out"])
    learned = [digit for digit in digits if digit.writer not in held_out]
    if not learned:
        raise ValueError("There is no accepted digit to learn from.")
    measured = [made for made in kept if made.contributor in held_out]
    data = None
    if measured:
        labels = np.array([made.label for made in measured], np.uint8)
        data = Dataset(np.stack([pixels_of(made) for made in measured]), labels)
    return [DrawingSet(COLLECTION, digits=learned)], data


def collected_digits(store: RunStore) -> list[PenDigit]:
    """Return the digits that the owner has accepted, in the order of their ids."""
    return _digits(as_drawing(made) for made in each_correction(store, ACCEPTED_DIGITS))


def _digits(drawings: Iterable[PenDigit | PenDrawing]) -> list[PenDigit]:
    return [drawing for drawing in drawings if isinstance(drawing, PenDigit)]


def _digest(digits: Sequence[PenDigit]) -> str:
    return hashlib.sha256(write_strokes(digits)).hexdigest()
