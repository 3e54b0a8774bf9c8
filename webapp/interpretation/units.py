"""``/api/inside/unit`` and ``/exciting``: the arithmetic of a unit, and what it responds to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response

from nnet.core.data import IMAGE_SIDE, to_inputs
from nnet.imaging.png import base64_png
from nnet.interpretation.exciting import Excitement, count_examined, find_exciting
from nnet.interpretation.stages import Passage, Place, Stage, stages_of, walk
from nnet.interpretation.units import Arithmetic, explain_number
from nnet.models.checkpoint import Model
from nnet.parallel.threads import map_on_cores
from webapp.http.openapi import answers
from webapp.http.problems import invalid
from webapp.http.responses import cacheable_response, json_response
from webapp.inference.cache import Cache
from webapp.inference.recognizer import MODEL_ID_LENGTH
from webapp.interpretation.damage import all_test_digits, changed_model, changes_in
from webapp.interpretation.layer_schemas import ExcitingOut, ExcitingQuery, UnitIn, UnitOut
from webapp.interpretation.numbers import list_numbers, round_number, scale_to_grey
from webapp.interpretation.questions import QUESTION, REFUSALS, decode_digit
from webapp.schemas.base import QUERY
from webapp.services import computing, recognizer, studying
from webapp.sign_in import public

MAX_TERMS = 12
"""Products that are told one by one."""

MAX_CHANNELS = 3
"""Maps of which all that a unit takes is told."""

EXAMINED = 2000
"""Test digits among which the most exciting are sought: two seconds of a core with the network that
ships. All 10,000 take five times as long and look the same."""

MAX_NETWORKS = 2
"""Networks of which the exciting digits are kept: 30 kB for the one that ships."""

_exciting: Cache[str, list[Excitement]] = Cache(MAX_NETWORKS, studying)

blueprint = APIBlueprint("inside_units", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.post("/unit")
@public
@blueprint.input(UnitIn, **QUESTION)
@blueprint.doc(responses=answers(UnitOut, "Its arithmetic", *REFUSALS))
def unit(question: dict[str, Any]) -> Response:
    """Show how one number of a layer comes about."""
    layer, number = question["layer"], question["unit"]
    row, column = question["row"], question["column"]
    with computing():
        changed = changed_model(recognizer().model, changes_in(question))
        stages = stages_of(changed.network)
        _require_unit(stages, layer, number)
        inputs = to_inputs(decode_digit(question["input"])[None])
        passage = walk(stages[:layer], inputs)[-1]
        try:
            place = None if row is None or column is None else (row, column)
            found = explain_number(passage, number, place)
        except IndexError:
            raise invalid([{"field": "row", "message": "The map has no such place."}]) from None
        answer = {
            "layer": layer,
            "unit": number,
            **_describe(passage, number, found),
            "probability": _probability(changed, passage, number) if layer == len(stages) else None,
        }
    return json_response(answer)


@blueprint.get("/exciting")
@blueprint.input(ExcitingQuery, **QUERY)
@blueprint.doc(responses=answers(ExcitingOut, "The digits", 304, 422, 503))
def exciting(query: dict[str, Any]) -> Response:
    """Show the test digits that excite a unit of the network most, as it is without changes."""
    model, layer, number = recognizer().model, query["layer"], query["unit"]
    stages = stages_of(model.network)
    _require_unit(stages, layer, number)
    digits = all_test_digits()
    examined = digits.images[: count_examined(stages, EXAMINED)]
    found = _exciting.get(
        model.sha256, lambda: find_exciting(model.folded, examined, map_on_cores)
    )[layer - 1]
    each = zip(found.digits[number], found.values[number], found.places[number], strict=True)
    return cacheable_response(
        {
            "model": model.sha256[:MODEL_ID_LENGTH],
            "examined": len(examined),
            "digits": [
                {
                    "index": int(index),
                    "label": int(digits.labels[index]),
                    "picture": base64_png(digits.images[index]),
                    "value": round_number(float(value)),
                    "sees": _seen(stages[layer - 1], (int(place[0]), int(place[1]))),
                }
                for index, value, place in each
            ],
        }
    )


def _require_unit(stages: Sequence[Stage], layer: int, number: int) -> None:
    """Raise the problem ``validation`` for a layer, from 1, or a unit that there is not."""
    if layer > len(stages):
        message = f"The network that answers has {len(stages)} layers with weights."
        raise invalid([{"field": "layer", "message": message}])
    if number >= stages[layer - 1].units:
        message = f"This layer has {stages[layer - 1].units} units, counted from 0."
        raise invalid([{"field": "unit", "message": message}])


def _describe(passage: Passage, number: int, found: Arithmetic) -> dict[str, Any]:
    row, column = found.place or (None, None)
    terms = _strongest_terms(found)
    total = float(found.products.sum())
    return {
        "row": row,
        "column": column,
        "sees": found.place and _seen(passage.stage, found.place),
        "map": _map(passage, number) if passage.stage.is_map else None,
        "count": found.products.size,
        "terms": terms,
        "rest": round_number(total - sum(term["product"] for term in terms)),
        "channels": _strongest_channels(found),
        "sum": round_number(total),
        "bias": round_number(found.bias),
        "value": round_number(found.value),
        "steps": [
            {
                "type": step.kind,
                "constants": {name: round_number(each) for name, each in step.constants.items()},
                "window": None if step.window is None else list_numbers(step.window.ravel()),
                "value": round_number(step.value),
            }
            for step in found.steps
        ],
        "output": round_number(found.output),
    }


def _probability(model: Model, last: Passage, number: int) -> float:
    """Return what becomes of an output beside those of the other digits."""
    return round_number(float(model.read(last.outputs)[0, number]))


def _map(passage: Passage, number: int) -> dict[str, Any]:
    """Return a unit's map as a picture on a scale of its own."""
    grey, scale = scale_to_grey(passage.outputs[0, :, :, number])
    return {"picture": base64_png(grey), **scale}


def _seen(stage: Stage, place: Place) -> list[int] | None:
    """Return left, top, width and height of the pixels that a place sees, within the picture."""
    view = stage.view
    if view is None:
        return None
    top, left = (max(0, view.first + at * view.step) for at in place)
    bottom, right = (min(IMAGE_SIDE, view.first + at * view.step + view.size) for at in place)
    return [left, top, right - left, bottom - top]


def _strongest_terms(found: Arithmetic) -> list[dict[str, Any]]:
    """Return the products that are largest in size, the largest first."""
    order = np.argsort(-np.abs(found.products), axis=None, kind="stable")[:MAX_TERMS]
    top, left = found.origin
    terms = []
    for place in zip(*np.unravel_index(order, found.products.shape), strict=True):
        row, column, channel = (int(each) for each in place)
        terms.append(
            {
                "row": top + row,
                "column": left + column,
                "channel": channel,
                "input": round_number(float(found.inputs[place])),
                "weight": round_number(float(found.weights[place])),
                "product": round_number(float(found.products[place])),
            }
        )
    return terms


def _strongest_channels(found: Arithmetic) -> list[dict[str, Any]]:
    """Return all that is taken of the maps whose products add up to most, in size."""
    height, width, _ = found.products.shape
    if height * width == 1:
        return []
    sums = found.products.sum(axis=(0, 1))
    order = np.argsort(-np.abs(sums), kind="stable")[:MAX_CHANNELS]
    return [
        {
            "channel": int(channel),
            "inputs": _rows(found.inputs[..., channel]),
            "weights": _rows(found.weights[..., channel]),
            "products": _rows(found.products[..., channel]),
            "sum": round_number(float(sums[channel])),
        }
        for channel in order
    ]


def _rows(picture: np.ndarray) -> list[list[float]]:
    return [list_numbers(row) for row in picture]
