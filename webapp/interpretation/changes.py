"""``POST /api/inside/changes``: the smallest change of the strokes that changes the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response

from nnet.interpretation.counterfactual import Change, Found, find_smallest_change
from nnet.pictures.errors import PictureError
from nnet.recognition.stroke_vote import strokes_of_boxes
from nnet.strokes.types import Stroke
from nnet.strokes.validation import strokes_of
from webapp.http.openapi import answers
from webapp.http.responses import json_response
from webapp.inference.recognizer import Prediction, Recognizer
from webapp.inference.sharing import read_sketch
from webapp.interpretation.questions import QUESTION, REFUSALS
from webapp.interpretation.why_schemas import ChangesIn, ChangesOut
from webapp.services import computing, recognizer
from webapp.sign_in import public

ONE_DIGIT = ("digit", "uncertain")
"""The statuses of an answer that names one digit."""

blueprint = APIBlueprint("inside_changes", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.post("/changes")
@public
@blueprint.input(ChangesIn, **QUESTION)
@blueprint.doc(responses=answers(ChangesOut, "The smallest change", *REFUSALS))
def find(question: dict[str, Any]) -> Response:
    """Find the smallest change of a drawing that is read as something else.

    A stroke is taken away, a gap is closed, or a stroke is shortened at either end. Each of at most
    40 changes is read as a drawing is, by all that has a say in its answer.
    """
    with computing():
        strokes = strokes_of(question["strokes"])
        if question.get("box") is not None:
            strokes = strokes_in(question["box"], strokes)
        found = find_change(recognizer(), strokes)
    return json_response(found)


def find_change(recognizer: Recognizer, strokes: Sequence[Stroke]) -> dict[str, Any]:
    """Return the smallest change of one digit's strokes that changes its answer.

    Nothing is tried where there are no strokes, or where these are a number.
    """
    model = recognizer.model

    def answer(drawn: Sequence[Stroke]) -> Prediction | None:
        try:
            return read_sketch(recognizer, drawn, model)
        except PictureError:  # nothing of it is on the paper
            return None

    whole = answer(strokes) if strokes else None
    if whole is None or whole.status == "number":
        found = Found(None, 0)
    else:
        found = find_smallest_change(strokes, _digit(whole), lambda drawn: _digit(answer(drawn)))
    change = found.change and {**_to_dict(found.change), "digit": found.after}
    return {"digit": found.before, "tried": found.tried, "change": change}


def _digit(answer: Prediction | None) -> int | None:
    """Return the digit that an answer names, or None where it is not one digit."""
    if answer is None or answer.status not in ONE_DIGIT:
        return None
    return answer.digits[0].digit


def strokes_in(box: Sequence[float], strokes: Sequence[Stroke]) -> list[Stroke]:
    """Return the strokes that drew the digit in a box; none where they drew another one, too."""
    x, y, width, height = (round(number) for number in box)
    (own,) = strokes_of_boxes([(x, y, width, height)], strokes) if strokes else ([],)
    return [stroke for stroke in strokes if any(stroke.points is line for line in own)]


def _to_dict(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "part": _points(change.part),
        "size": round(change.size, 1),
        "strokes": [
            {"width": round(stroke.width, 1), "points": _points(stroke.points)}
            for stroke in change.strokes
        ],
    }


def _points(line: np.ndarray) -> list[list[float]]:
    return np.round(line, 1).tolist()
