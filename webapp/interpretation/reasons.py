"""``POST /api/inside/reasons`` and ``/contrasts``: which pixels an answer hangs on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response

from nnet.core.data import to_inputs
from nnet.interpretation.contrast import contrast_digits, find_likeliest, measure_missing_ink
from nnet.interpretation.occlusion import measure_occlusion
from nnet.interpretation.saliency import gradient_times_input
from nnet.interpretation.scores import Scores
from webapp.http.openapi import answers
from webapp.http.problems import invalid
from webapp.http.responses import json_response
from webapp.inference.cache import Cache
from webapp.interpretation.questions import QUESTION, REFUSALS, DigitIn, decode_digit
from webapp.interpretation.why_schemas import ContrastIn, ContrastOut, ReasonsOut
from webapp.services import computing, recognizer
from webapp.sign_in import public

FIGURES = 4
"""To how many significant figures of the largest number of a heatmap all of them are told."""

SCORES: Cache[str, Scores] = Cache(2)
"""Of the networks that were asked about last; they share the models' weights."""

blueprint = APIBlueprint("inside_reasons", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.post("/reasons")
@public
@blueprint.input(DigitIn, **QUESTION)
@blueprint.doc(responses=answers(ReasonsOut, "The reasons", *REFUSALS))
def explain(question: dict[str, Any]) -> Response:
    """Tell what the likeliest digit's score owes to each pixel, in two ways.

    It is about the network of pictures alone: what votes beside it has no pixels to point at.
    """
    with computing():
        scores, picture, read = _read(question["input"])
        digit = find_likeliest(read)
        found = {
            "digit": digit,
            "scores": _list_rounded(read),
            "occlusion": _list_rounded(measure_occlusion(scores, picture)[digit]),
            "gradient": _list_rounded(gradient_times_input(scores, picture, digit)),
        }
    return json_response(found)


@blueprint.post("/contrasts")
@public
@blueprint.input(ContrastIn, **QUESTION)
@blueprint.doc(responses=answers(ContrastOut, "The contrast", *REFUSALS))
def contrast(question: dict[str, Any]) -> Response:
    """Tell what speaks for one digit against another: what each pixel adds to its score's lead.

    Unless they are given, these are the two likeliest. It is about the network of pictures alone.
    """
    first, second = question.get("first"), question.get("second")
    if first is not None and first == second:
        message = "Expected another digit than the first one."
        raise invalid([{"field": "second", "message": message}])
    with computing():
        scores, picture, read = _read(question["input"])
        first = find_likeliest(read, but=second) if first is None else first
        second = find_likeliest(read, but=first) if second is None else second
        drawn, missing = measure_occlusion(scores, picture), measure_missing_ink(scores, picture)
        found = {
            "first": first,
            "second": second,
            "scores": _list_rounded(read),
            "drawn": _list_rounded(contrast_digits(drawn, first, second)),
            "missing": _list_rounded(contrast_digits(missing, first, second)),
        }
    return json_response(found)


def _read(text: str) -> tuple[Scores, np.ndarray, np.ndarray]:
    """Return the active network's scores, and a digit's picture, (28, 28), with what these are.

    text  the picture's file in base64
    """
    image = decode_digit(text)
    model = recognizer().model
    scores = SCORES.get(model.sha256, lambda: Scores(model.folded))
    inputs = to_inputs(image[np.newaxis], scores.dtype.type)
    return scores, inputs.reshape(image.shape), scores.of(inputs)[0]


def _list_rounded(values: np.ndarray) -> list[Any]:
    """Return an array as lists, rounded to the figures of its largest number."""
    exact = values.astype(np.float64)
    largest = float(np.abs(exact).max())
    decimals = FIGURES - 1 - math.floor(math.log10(largest)) if largest else 0
    return (np.round(exact, decimals) + 0.0).tolist()  # -0.0 would be told as that
