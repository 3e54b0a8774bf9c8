"""``POST /api/inside/reasons``: which pixels an answer hangs on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response

from nnet.core.data import to_inputs
from nnet.interpretation.contrast import against, likeliest, missing_ink
from nnet.interpretation.occlusion import occlusion
from nnet.interpretation.saliency import gradient_times_input
from nnet.interpretation.scores import Scores
from nnet.models.checkpoint import Model
from webapp import services
from webapp.http.openapi import answers
from webapp.http.problems import invalid
from webapp.http.responses import json_response
from webapp.inference.cache import Cache
from webapp.interpretation.sent_digit import decode_digit
from webapp.interpretation.why_schemas import ReasonsIn, ReasonsOut
from webapp.sign_in import public

FIGURES = 4
"""To how many significant figures of the largest number of a heatmap all of them are told."""

SCORES: Cache[str, Scores] = Cache(2)
"""Of the networks that were asked about last; they share the models' weights."""

blueprint = APIBlueprint("reasons", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.post("/reasons")
@public
@blueprint.input(ReasonsIn, arg_name="question")
@blueprint.doc(responses=answers(ReasonsOut, "The reasons", 400, 413, 422, 429, 503))
def reasons(question: dict[str, Any]) -> Response:
    """Explain what the active network reads in a digit.

    It is about the network of pictures alone: what votes beside it has no pixels to point at.
    """
    with services.computing():
        image = decode_digit(question["input"])
        scores = scores_of(services.recognizer().model)
        return json_response(explain(scores, image, question.get("first"), question.get("second")))


def scores_of(model: Model) -> Scores:
    """Return the scores of a model's network."""
    return SCORES.get(model.sha256, lambda: Scores(model.folded))


def explain(
    scores: Scores, image: np.ndarray, first: int | None, second: int | None
) -> dict[str, Any]:
    """Return what the scores of a picture hang on, (28, 28) uint8.

    first, second  the digits that are held against each other; None for the likeliest

    Raises the problem ``validation`` where both are the same digit.
    """
    if first is not None and first == second:
        message = "Expected another digit than the first one."
        raise invalid([{"field": "second", "message": message}])
    inputs = to_inputs(image[np.newaxis], scores.dtype.type)
    picture = inputs.reshape(image.shape)
    (read,) = scores.of(inputs)
    digit = likeliest(read)
    first = likeliest(read, but=second) if first is None else first
    second = likeliest(read, but=first) if second is None else second
    owed = occlusion(scores, picture)
    return {
        "digit": digit,
        "scores": _rounded(read),
        "occlusion": _rounded(owed[digit]),
        "gradient": _rounded(gradient_times_input(scores, picture)[digit]),
        "contrast": {
            "first": first,
            "second": second,
            "drawn": _rounded(against(owed, first, second)),
            "missing": _rounded(against(missing_ink(scores, picture), first, second)),
        },
    }


def _rounded(values: np.ndarray) -> list[Any]:
    """Return an array as lists, rounded to the figures of its largest number."""
    exact = values.astype(np.float64)
    largest = float(np.abs(exact).max())
    decimals = FIGURES - 1 - math.floor(math.log10(largest)) if largest else 0
    return (np.round(exact, decimals) + 0.0).tolist()  # -0.0 would be told as that
