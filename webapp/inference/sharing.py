"""Shared drawings: drawn and read by the server, so that what a page states was really read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from nnet.imaging.picture_errors import PictureError
from nnet.models.checkpoint import Model
from nnet.store.drawings import TooManyDrawings, find_drawing, keep_drawing
from nnet.store.runs import RunStore
from nnet.strokes.drawing import draw_sketch, first_points, ink_strokes, moments
from nnet.strokes.pen import png_of
from nnet.strokes.types import PenStroke
from webapp.http.problems import Problem, not_found, unavailable
from webapp.inference.recognizer import Prediction, Recognizer
from webapp.schemas.drawings import pen_strokes

DRAWING_ID = re.compile(r"[A-Za-z0-9_-]{12}")

MAX_MOMENTS = 24
"""How often a drawing is read while it grows; each time takes some milliseconds."""

INTERMEDIATE_FIELDS = ("status", "digit", "alternatives", "confidence", "probabilities", "text")
"""What is kept of an answer on the way."""

BLANK = {name: None for name in INTERMEDIATE_FIELDS} | {"status": "blank", "text": ""}


def share(
    store: RunStore, recognizer: Recognizer, strokes: list[dict[str, Any]], kept_days: int
) -> tuple[dict[str, Any], str]:
    """Read a drawing and keep it; return it and the key that deletes it.

    Raises ``PictureError`` where nothing is drawn, and 503 where no more can be kept.
    """
    drawn, model = pen_strokes(strokes), recognizer.model
    prediction = read_sketch(recognizer, drawn, model).to_dict()
    *before, whole = moments(drawn, MAX_MOMENTS)
    grown = [
        {"points": count, **_on_the_way(recognizer, first_points(drawn, count), model)}
        for count in before
    ]
    grown.append({"points": whole, **{name: prediction[name] for name in INTERMEDIATE_FIELDS}})
    about = {
        "sha256": model.sha256,
        "recipe": model.recipe,
        "test_accuracy": model.card.get("test_accuracy"),
    }
    kept_for = timedelta(days=kept_days) if kept_days else None
    try:
        return keep_drawing(store, strokes, prediction, grown, about, kept_for)
    except TooManyDrawings:
        raise unavailable(
            "This server keeps as many drawings as it may. Try again when some have expired.", 3600
        ) from None


def find(store: RunStore, drawing_id: str) -> dict[str, Any]:
    """Return a shared drawing; raises the problem ``not_found``."""
    drawing = find_drawing(store, drawing_id) if DRAWING_ID.fullmatch(drawing_id) else None
    if drawing is None:
        raise no_such_drawing()
    return drawing


def no_such_drawing() -> Problem:
    """Return the problem for an id that no drawing has, or none any more."""
    return not_found("There is no such drawing. It may have expired, or been deleted.")


def active_model(recognizer: Recognizer) -> str | None:
    """Return the SHA-256 of the model that answers, or None while none does."""
    try:
        return recognizer.model.sha256
    except Problem:
        return None


def todays_answer(recognizer: Recognizer, drawing: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the active model reads; None where there is none, or it is the same model."""
    if active_model(recognizer) in (None, drawing["model"]["sha256"]):
        return None
    model = recognizer.model
    return read_sketch(recognizer, pen_strokes(drawing["strokes"]), model).to_dict()


def read_sketch(recognizer: Recognizer, strokes: Sequence[PenStroke], model: Model) -> Prediction:
    """Return the answer to a drawing; raises ``PictureError`` where nothing is drawn."""
    return recognizer.recognize(png_of(draw_sketch(strokes)), ink_strokes(strokes), model=model)


def _on_the_way(
    recognizer: Recognizer, strokes: Sequence[PenStroke], model: Model
) -> dict[str, Any]:
    try:
        answer = read_sketch(recognizer, strokes, model).to_dict()
    except PictureError:  # as yet, or rubbed out
        return dict(BLANK)
    return {name: answer[name] for name in INTERMEDIATE_FIELDS}
