"""``/api/inside/network`` and ``/layers``: the network that answers, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response

from nnet.core.data import to_inputs
from nnet.imaging.png import base64_png, tile
from nnet.interpretation.stages import Passage, Stage, stages_of, walk
from nnet.models.filters import first_layer
from webapp.http.openapi import answers
from webapp.http.problems import unavailable
from webapp.http.responses import cacheable_response, json_response
from webapp.inference.filter_pictures import describe_first_layer
from webapp.inference.recognizer import MODEL_ID_LENGTH
from webapp.interpretation.damage import changed_model, changes_in
from webapp.interpretation.layer_schemas import LayersIn, LayersOut, NetworkOut
from webapp.interpretation.layer_titles import describe_stage, name_stage
from webapp.interpretation.numbers import list_numbers, round_number, scale_to_grey
from webapp.interpretation.questions import QUESTION, REFUSALS, decode_digit
from webapp.schemas.base import QUERY, Query
from webapp.services import computing, recognizer
from webapp.sign_in import public

MAX_PIXELS = 96 * 1024
"""Pixels of all maps in one answer: a byte each, if they cannot be compressed at all. The network
that ships has 56,000."""

MAX_VALUES = 256
"""Units of a dense layer in one answer."""

blueprint = APIBlueprint("inside_layers", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.get("/network")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(NetworkOut, "Its layers", 304, 422, 503))
def network(query: dict[str, Any]) -> Response:
    """Describe the layers of the network that answers, with the filters of the first."""
    model = recognizer().model
    first = first_layer(model.network)
    if first is None:
        raise unavailable("No layer of the network that answers has weights.")
    stages = stages_of(model.network)
    with computing():
        filters = describe_first_layer(first, 0)
        return cacheable_response(
            {
                "model": model.sha256[:MODEL_ID_LENGTH],
                "strokes_vote": recognizer().describe()["strokes_vote"],
                "layers": [_describe(stages, index) for index in range(len(stages))],
                "filters": {name: filters[name] for name in ("limit", "pictures")},
            }
        )


@blueprint.post("/layers")
@public
@blueprint.input(LayersIn, **QUESTION)
@blueprint.doc(responses=answers(LayersOut, "What each layer made of it", *REFUSALS))
def layers(question: dict[str, Any]) -> Response:
    """Show what each layer makes of a digit."""
    model = recognizer().model
    with computing():
        image = decode_digit(question["input"])[None]
        changed = changed_model(model, changes_in(question))
        passages = walk(stages_of(changed.network), to_inputs(image))
        answer = {
            "model": model.sha256[:MODEL_ID_LENGTH],
            **_reading(changed.read(passages[-1].outputs)[0]),
            "unchanged": None if changed is model else _reading(model.probabilities(image)[0]),
            "layers": _show_all(passages),
        }
    return json_response(answer)


def _describe(stages: Sequence[Stage], index: int) -> dict[str, Any]:
    stage = stages[index]
    return {
        "layer": index + 1,
        "type": stage.weighted.kind,
        "title": name_stage(stages, index),
        "about": describe_stage(stage),
        "shape": list(stage.shape),
        "field": list(stage.field),
        "units": stage.units,
    }


def _reading(probabilities: np.ndarray) -> dict[str, Any]:
    """Return what is read at these (10,) probabilities."""
    return {
        "digit": int(probabilities.argmax()),
        "probabilities": list_numbers(probabilities),
    }


def _show_all(passages: Sequence[Passage]) -> list[dict[str, Any]]:
    room = _share_out([_pixels(passage.stage) for passage in passages], MAX_PIXELS)
    return [
        {"layer": number, **_show(passage, pixels)}
        for number, (passage, pixels) in enumerate(zip(passages, room, strict=True), 1)
    ]


def _show(passage: Passage, pixels: int) -> dict[str, Any]:
    """Return a layer's maps as one picture, or its numbers, of the strongest units if need be."""
    outputs, stage = passage.outputs[0], passage.stage
    if not stage.is_map:
        shown = _strongest(outputs[np.newaxis, np.newaxis], MAX_VALUES)
        values = outputs if shown is None else outputs[shown]
        return {
            "shown": shown,
            "strongest": int(np.abs(outputs).argmax()),
            "minimum": round_number(float(outputs.min())),
            "maximum": round_number(float(outputs.max())),
            "values": list_numbers(values),
        }
    shown = _strongest(outputs, max(1, pixels // (stage.shape[0] * stage.shape[1])))
    grey, scale = scale_to_grey(outputs if shown is None else outputs[..., shown])
    columns = int(np.ceil(np.sqrt(grey.shape[-1])))
    picture = base64_png(tile(grey.transpose(2, 0, 1), columns))
    strongest = int(np.abs(outputs).max(axis=(0, 1)).argmax())
    maps = {"columns": columns, "picture": picture}
    return {"shown": shown, "strongest": strongest, **scale, **maps}


def _strongest(maps: np.ndarray, most: int) -> list[int] | None:
    """Return the units of (height, width, units) whose numbers are largest in size, in order."""
    if maps.shape[-1] <= most:
        return None
    strength = np.abs(maps).max(axis=(0, 1))
    return sorted(np.argsort(-strength, kind="stable")[:most].tolist())


def _pixels(stage: Stage) -> int:
    return int(np.prod(stage.shape)) if stage.is_map else 0


def _share_out(wanted: Sequence[int], most: int) -> list[int]:
    """Return how much of ``most`` each gets: the small what they want, the others equal parts."""
    granted = [0] * len(wanted)
    for left, index in enumerate(sorted(range(len(wanted)), key=lambda each: wanted[each])):
        granted[index] = min(wanted[index], most // (len(wanted) - left))
        most -= granted[index]
    return granted
