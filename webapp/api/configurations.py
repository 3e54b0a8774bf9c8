"""``/api/configurations`` and ``/api/distortions``: what a run would be, before it is started."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response

from nnet.augmentation.augment import Augmentation, augment
from nnet.core.data import Dataset, load_test_digits
from nnet.datasets.description import DIGITS
from nnet.imaging.png import base64_png
from nnet.models.config import SettingError
from nnet.models.summary import ShapeError, kept_bytes, outline
from webapp.background.configurations import configuration, require_modest
from webapp.http.openapi import OWNER, answers
from webapp.http.problems import invalid, invalid_override
from webapp.http.responses import json_response
from webapp.inference.samples import choose_samples
from webapp.languages.borrowed_texts import translate_borrowed
from webapp.schemas.configurations import (
    ConfigurationIn,
    ConfigurationOut,
    DistortionsIn,
    DistortionsOut,
)
from webapp.services import computing, reading_data, tested_pictures

SHOWN = 12
"""Digits that distortions are shown on: each digit once, and two again."""

blueprint = APIBlueprint("configurations", __name__, url_prefix="/api", tag="Starting runs")


@blueprint.post("/configurations")
@blueprint.input(ConfigurationIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=answers(
        ConfigurationOut, "The layers, as far as they fit together", 400, 401, 403, 415, 422
    ),
    security=OWNER,
)
def describe(asked: dict[str, Any]) -> Response:
    """Tell which shapes the layers of a configuration have, or why they do not fit (owner)."""
    try:
        with reading_data(asked["overrides"]) as library:
            config = configuration(asked["recipe"], asked["overrides"], None, library)
    except SettingError as error:
        raise invalid_override(error.setting, str(error)) from None
    problem: ShapeError | None = None
    try:
        layers = outline(config.layers, len(config.classes))
        require_modest(layers, config.batch_size)
    except ShapeError as error:
        layers, problem = error.outlines, error
    return json_response(
        {
            "layers": [
                {**vars(layer), "output_shape": list(layer.output_shape)} for layer in layers
            ],
            "parameters": sum(layer.parameters for layer in layers),
            "classes": len(config.classes),
            "kept_bytes": kept_bytes(layers, config.epochs),
            "problem": translate_borrowed(str(problem)) if problem else None,
            "problem_layer": problem.position if problem else None,
        }
    )


@blueprint.post("/distortions")
@blueprint.input(DistortionsIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=answers(DistortionsOut, "Distorted digits", 400, 401, 403, 415, 422),
    security=OWNER,
)
def distort(asked: dict[str, Any]) -> Response:
    """Show some digits as a run with these distortions would learn from them (owner).

    Of other data than MNIST it shows that data's pictures.
    """
    try:
        settings = Augmentation.from_dict(asked.get("augmentation", {}))
    except ValueError as error:
        message = translate_borrowed(str(error))
        raise invalid([{"field": "augmentation", "message": message}]) from None
    classes, digits = _shown(asked.get("data"))
    with computing():
        images = augment(digits.images, settings, np.random.default_rng(asked["seed"]))
        pictures = [
            {"label": int(label), "picture": base64_png(image)}
            for label, image in zip(digits.labels, images, strict=True)
        ]
    return json_response({"classes": classes, "pictures": pictures})


def _shown(data: str | None) -> tuple[list[str], Dataset]:
    """Return the names of a data set's classes, MNIST's for None, and what is shown of it."""
    if data is None:
        return DIGITS, _shown_digits()
    try:
        with reading_data({"data": data}) as library:
            described = library.describe(data)
    except ValueError as error:
        raise invalid([{"field": "data", "message": translate_borrowed(str(error))}]) from None
    return described["classes"], choose_samples(tested_pictures().of(described))[1]


@functools.cache
def _shown_digits() -> Dataset:
    """Return the first test digit of each kind, and a second one of two of them."""
    digits = load_test_digits()
    nth = np.arange(SHOWN) // 10
    rows = [np.flatnonzero(digits.labels == i % 10)[nth[i]] for i in range(SHOWN)]
    return Dataset(digits.images[rows], digits.labels[rows])
