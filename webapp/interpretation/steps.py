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
from webapp.interpretation.numbers import list_numbers
from webapp.interpretation.questions import QUESTION, REFUSALS, decode_digit
from webapp.interpretation.step_schemas import STRONGEST, CheckOut, StepIn, StepOut
from webapp.services import computing
from webapp.sign_in import public

blueprint = APIBlueprint("inside_steps", __name__, url_prefix="/api/inside", tag="Inside")


@blueprint.post("/steps")
@public
@blueprint.input(StepIn, **QUESTION)
@blueprint.doc(responses=answers(StepOut, "The step", *REFUSALS))
def take(question: dict[str, Any]) -> Response:
    """Take one step of training on a drawing, and show every number.

    The network is a small one of its own, not the one that reads drawings. It starts anew with each
    call and takes the steps before, so that nothing is kept.
    """
    exercise, image = _exercise(question)
    with computing():
        step = take_step(exercise, image)
        hidden, outputs = step.layers
        described = {
            "steps": exercise.steps,
            "parameters": sum(layer.weights.size + layer.biases.size for layer in step.layers),
            "inputs": list_numbers(hidden.inputs),
            "layers": [_describe(hidden), _describe(outputs)],
            "returned": [list_numbers(terms) for terms in step.hidden_error_terms],
            "returned_sums": list_numbers(step.hidden_error_terms.sum(axis=1)),
            "targets": list_numbers(step.targets),
            "cost_terms": list_numbers(step.cost_terms),
            "costs": list_numbers(np.array(step.costs)),
        }
    return json_response(described)


@blueprint.post("/gradient-checks")
@public
@blueprint.input(StepIn, **QUESTION)
@blueprint.doc(responses=answers(CheckOut, "The check", *REFUSALS))
def check(question: dict[str, Any]) -> Response:
    """Compare derivatives of backpropagation with those of central differences."""
    exercise, image = _exercise(question)
    with computing():
        derivatives = check_gradient(exercise, image)
    rows = [
        {**asdict(each), "difference": abs(each.backpropagation - each.numerical)}
        for each in derivatives
    ]
    return json_response({"epsilon": EPSILON, "derivatives": rows})


def _exercise(question: dict[str, Any]) -> tuple[Exercise, np.ndarray]:
    """Return the step that is asked for, and its picture; raises 422."""
    image = decode_digit(question.pop("input"))
    try:
        return Exercise(**question), image
    except ValueError as error:
        raise invalid([{"field": "hidden", "message": str(error)}]) from None


def _describe(layer: LayerStep) -> dict[str, Any]:
    """Return a layer's numbers; of each unit's inputs the strongest alone."""
    return {
        "sums": list_numbers(layer.sums),
        "activations": list_numbers(layer.activations),
        "slopes": list_numbers(layer.slopes),
        "errors": list_numbers(layer.errors),
        "biases": list_numbers(layer.biases),
        "new_biases": list_numbers(layer.new_biases),
        "edges": [_describe_edges(layer, unit) for unit in range(len(layer.sums))],
    }


def _describe_edges(layer: LayerStep, unit: int) -> dict[str, Any]:
    terms = layer.terms[unit]
    order = np.argsort(-np.abs(terms), kind="stable")
    sources = order[:STRONGEST]
    return {
        "sources": sources.tolist(),
        "weights": list_numbers(layer.weights[unit, sources]),
        "terms": list_numbers(terms[sources]),
        "gradient": list_numbers(layer.weights_gradient[unit, sources]),
        "new_weights": list_numbers(layer.new_weights[unit, sources]),
        "others": list_numbers(terms[order[STRONGEST:]].sum(keepdims=True))[0],
    }
