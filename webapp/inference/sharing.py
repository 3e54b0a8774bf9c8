"""Sharing of drawings: the server itself draws and reads them, so that what a page says is true.

Reading a drawing and keeping it are two steps: whoever computes must not wait for the store.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from flask_babel import gettext
from PIL import Image

from nnet.imaging.png import encode_png
from nnet.models.checkpoint import Model
from nnet.pictures.errors import PictureError
from nnet.store.drawings import find_drawing, keep_drawing
from nnet.store.runs import RunStore
from nnet.strokes.drawing import draw_growing, draw_sketch, first_points, moments
from nnet.strokes.types import Stroke
from nnet.strokes.validation import strokes_of
from webapp.http.problems import Problem, not_found
from webapp.inference.recognizer import Prediction, Recognizer
from webapp.inference.renderings import Renderings

DRAWING_ID = re.compile(r"[A-Za-z0-9_-]{12}")

MAX_MOMENTS = 24
"""How often a drawing is read while it grows; each time takes some milliseconds."""

MAX_GROWING_S = 0.3
"""Processor time for all of these: what takes longer, such as a number, is read less often."""

INTERMEDIATE_FIELDS = (
    "status",
    "digit",
    "alternatives",
    "confidence",
    "probabilities",
    "digits",
    "text",
)
"""What is kept of an answer to a drawing that was not finished yet."""

BLANK: dict[str, Any] = {name: None for name in INTERMEDIATE_FIELDS}
BLANK |= {"status": "blank", "digits": [], "text": ""}


@dataclass(frozen=True)
class ReadDrawing:
    """A drawing and how it was read.

    strokes     as they were sent
    prediction  the answer to the whole drawing
    readings    what was read while it grew
    model       what is told of the model that read it
    """

    strokes: list[dict[str, Any]]
    prediction: dict[str, Any]
    readings: list[dict[str, Any]]
    model: dict[str, Any]


def read_drawing(recognizer: Recognizer, strokes: list[dict[str, Any]]) -> ReadDrawing:
    """Read a drawing, and what it was while it grew; raises ``PictureError`` for a blank one."""
    drawn, model = strokes_of(strokes), recognizer.model
    prediction, readings = _read_growing(recognizer, drawn, model)
    about = {
        "sha256": model.sha256,
        "recipe": model.recipe,
        "test_accuracy": model.card.get("test_accuracy"),
    }
    return ReadDrawing(strokes, prediction, readings, about)


def keep(store: RunStore, read: ReadDrawing, kept_days: int) -> tuple[dict[str, Any], str]:
    """Keep a drawing; return it and the key that deletes it."""
    kept_for = timedelta(days=kept_days) if kept_days else None
    return keep_drawing(store, read.strokes, read.prediction, read.readings, read.model, kept_for)


def find(store: RunStore, drawing_id: str) -> dict[str, Any]:
    """Return a shared drawing; raises the problem ``not_found``."""
    drawing = find_drawing(store, drawing_id) if DRAWING_ID.fullmatch(drawing_id) else None
    if drawing is None:
        raise no_such_drawing()
    return drawing


def no_such_drawing() -> Problem:
    """Return the problem for an id that no drawing has, or none any more."""
    return not_found(gettext("There is no such drawing. It may have expired, or been deleted."))


def active_model(recognizer: Recognizer) -> str | None:
    """Return the SHA-256 of the model that answers, or None while none does."""
    try:
        return recognizer.model.sha256
    except Problem:
        return None


def todays_answer(
    recognizer: Recognizer, renderings: Renderings, drawing: dict[str, Any]
) -> dict[str, Any] | None:
    """Return what the active model reads; None where there is none, or it is the same model."""
    if active_model(recognizer) in (None, drawing["model"]["sha256"]):
        return None
    model = recognizer.model

    def read() -> bytes:
        answer = read_sketch(recognizer, strokes_of(drawing["strokes"]), model).to_dict()
        return json.dumps(answer).encode()

    found: dict[str, Any] = json.loads(
        renderings.get(drawing["id"], f"answer {model.sha256}", read).content
    )
    return found


def read_sketch(recognizer: Recognizer, strokes: Sequence[Stroke], model: Model) -> Prediction:
    """Return the answer to a drawing; raises ``PictureError`` where nothing is drawn."""
    return _read(recognizer, draw_sketch(strokes), strokes, model)


def _read_growing(
    recognizer: Recognizer, strokes: Sequence[Stroke], model: Model
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the answer to a drawing, and what was read at moments of its making.

    Raises ``PictureError`` where nothing is drawn in the end.
    """
    started = time.thread_time()
    prediction = read_sketch(recognizer, strokes, model).to_dict()
    *before, whole = moments(strokes, MAX_MOMENTS)
    read = {whole: {name: prediction[name] for name in INTERMEDIATE_FIELDS}}
    longest = time.thread_time() - started
    ends = {sum(len(stroke.points) for stroke in strokes[:i]) for i in range(len(strokes))}
    chosen = sorted(_spread(before), key=lambda count: count not in ends)
    chosen = chosen[: max(int(MAX_GROWING_S / longest) - 1, 0)]  # none is drawn in vain
    counts = sorted(chosen)
    pictures = dict(zip(counts, draw_growing(strokes, counts), strict=True))
    for count in chosen:
        begun = time.thread_time()
        if begun + longest > started + MAX_GROWING_S:
            break
        begun_with = first_points(strokes, count)
        read[count] = _read_moment(recognizer, pictures[count], begun_with, model)
        longest = max(longest, time.thread_time() - begun)
    return prediction, [{"points": count, **read[count]} for count in sorted(read)]


def _spread(counts: list[int]) -> list[int]:
    """Return counts in an order whose beginnings are spread over them all.

    The first, the middle, then the quarters and so on: the van der Corput sequence in base 2.
    """
    bits = len(counts).bit_length()
    turned = (int(f"{place:0{bits}b}"[::-1], 2) for place in range(2**bits))
    return [counts[place] for place in turned if place < len(counts)]


def _read_moment(
    recognizer: Recognizer, picture: Image.Image, strokes: Sequence[Stroke], model: Model
) -> dict[str, Any]:
    try:
        answer = _read(recognizer, picture, strokes, model).to_dict()
    except PictureError:  # as yet, or rubbed out
        return dict(BLANK)
    return {name: answer[name] for name in INTERMEDIATE_FIELDS}


def _read(
    recognizer: Recognizer, picture: Image.Image, strokes: Sequence[Stroke], model: Model
) -> Prediction:
    return recognizer.recognize(encode_png(np.asarray(picture)), strokes, model=model)
