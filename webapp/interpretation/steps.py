"""``/api/inside/steps``: one step of training on a drawing, forward and backward."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response

from nnet.interpretation.gradient_check import EPSILON, check_gradient
from nnet.interpretation.training_step import Exercise, LayerStep, take_step
from webapp.http.openapi import answers
from webapp.http.problems import invalid
from webapp.http.responses import json_response
from webapp.interpretation.sent_digit import decode_digit
from webapp.interpretation.step_schemas import STRONGEST, CheckOut, StepIn, StepOut
from webapp.services import computing
from webapp.sign_in import public

DIGITS = 7
"""Significant digits of numbers that were computed in float32."""

blueprint = APIBlueprint("inside_steps", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.post("/steps")
@public
@blueprint.input(StepIn, location="json", arg_name="asked")
@blueprint.doc(responses=answers(StepOut, "The step", 400, 413, 415, 422, 429, 503))
def take(asked: dict[str, Any]) -> Response:
    """Take one step of training on a drawing, and show every number.

    The network is a small one of its own, not the one that reads drawings. It starts anew with each
    call and takes the steps before, so that nothing is kept.
    """
    exercise, image = _exercise(asked)
    with computing():
        step = take_step(exercise, image)
        hidden, outputs = step.layers
        described = {
            "steps": exercise.steps,
            "parameters": sum(layer.weights.size + layer.biases.size for layer in step.layers),
            "inputs": _plain(hidden.inputs),
            "layers": [_describe(hidden), _describe(outputs)],
            "returned": [_plain(terms) for terms in step.hidden_error_terms],
            "returned_sums": _plain(step.hidden_error_terms.sum(axis=1)),
            "targets": _plain(step.targets),
            "cost_terms": _plain(step.cost_terms),
            "costs": _plain(np.array(step.costs)),
        }
    return json_response(described)


@blueprint.post("/gradient-checks")
@public
@blueprint.input(StepIn, location="json", arg_name="asked")
@blueprint.doc(responses=answers(CheckOut, "The check", 400, 413, 415, 422, 429, 503))
def check(asked: dict[str, Any]) -> Response:
    """Compare derivatives of backpropagation with those of central differences."""
    exercise, image = _exercise(asked)
    with computing():
        derivatives = check_gradient(exercise, image)
    rows = [
        {**asdict(each), "difference": abs(each.backpropagation - each.numerical)}
        for each in derivatives
    ]
    return json_response({"epsilon": EPSILON, "derivatives": rows})


def _exercise(asked: dict[str, Any]) -> tuple[Exercise, np.ndarray]:
    """Return the step that is asked for, and its picture; raises 422."""
    image = decode_digit(asked.pop("input"))
    try:
        return Exercise(**asked), image
    except ValueError as error:
        raise invalid([{"field": "hidden", "message": str(error)}]) from None


def _describe(layer: LayerStep) -> dict[str, Any]:
    """Return a layer's numbers; of each unit's inputs the strongest alone."""
    return {
        "sums": _plain(layer.sums),
        "activations": _plain(layer.activations),
        "slopes": _plain(layer.slopes),
        "errors": _plain(layer.errors),
        "biases": _plain(layer.biases),
        "new_biases": _plain(layer.new_biases),
        "edges": [_describe_edges(layer, unit) for unit in range(len(layer.sums))],
    }


def _describe_edges(layer: LayerStep, unit: int) -> dict[str, Any]:
    terms = layer.terms[unit]
    order = np.argsort(-np.abs(terms), kind="stable")
    sources = order[:STRONGEST]
    return {
        "sources": sources.tolist(),
        "weights": _plain(layer.weights[unit, sources]),
        "terms": _plain(terms[sources]),
        "gradient": _plain(layer.weights_gradient[unit, sources]),
        "new_weights": _plain(layer.new_weights[unit, sources]),
        "others": _plain(terms[order[STRONGEST:]].sum(keepdims=True))[0],
    }


def _plain(values: np.ndarray) -> list[float]:
    """Return numbers for JSON, without digits that float32 does not have."""
    return [float(f"{value:.{DIGITS}g}") for value in values.tolist()]
