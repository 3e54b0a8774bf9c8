"""``/collection``: corrections, for the owner to look through; and the dialog that asks for one."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, Response, render_template, request
from flask_babel import gettext
from marshmallow import EXCLUDE, ValidationError

from nnet.collection.card import describe_collection
from nnet.collection.lesson import EPOCHS, MNIST_DIGITS, RATE_SHARE, SHARE
from nnet.collection.queries import count_corrections
from nnet.imaging.png import encode_png
from nnet.strokes.drawing import draw_sketch
from nnet.strokes.validation import strokes_of
from webapp.collection.corrections import filter_of, find, page_of
from webapp.collection.schemas import CorrectionsQuery
from webapp.http.problems import Problem, invalid
from webapp.services import computing, recognizer, run_store
from webapp.sign_in import require_owner

blueprint = Blueprint("collecting", __name__)

PICTURE_SIDE = 140

FOR_LONG = "private, max-age=86400, immutable"
"""What is drawn in a correction never changes, and only the owner sees it."""


@blueprint.get("/collection")
def collection() -> str:
    """Look through the corrections."""
    require_owner()
    query = _read_query()
    found, following = page_of(query)
    asked = {name: text for name, text in request.args.items() if text and name != "cursor"}
    return render_template(
        "collection.html",
        corrections=found,
        count=count_corrections(run_store(), filter_of(query)),
        query=query,
        card=describe_collection(run_store()),
        lesson=_preset_lesson(),
        older=following and {**asked, "cursor": following},
    )


@blueprint.get("/collection/<correction_id>.png")
def picture(correction_id: str) -> Response:
    """Return a correction's drawing, black on white."""
    require_owner()
    strokes = find(correction_id)["strokes"]
    with computing():
        drawn = encode_png(np.asarray(draw_sketch(strokes_of(strokes), PICTURE_SIDE)))
    response = Response(drawn, mimetype="image/png")
    response.headers["Cache-Control"] = FOR_LONG
    return response


@blueprint.get("/correction")
def dialog() -> Response:
    """Return the dialog in which somebody says what a drawing was."""
    response = Response(render_template("_correction.html"), mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _preset_lesson() -> dict[str, Any] | None:
    """Return what is preset of a lesson for the active network; None where there is none."""
    try:
        model = recognizer().model
    except Problem:
        return None
    layers = [layer for layer in model.network.layers if layer.parameters()]
    rate = model.config.learning_rate * RATE_SHARE
    return {
        "share": SHARE,
        "epochs": EPOCHS,
        "mnist_digits": MNIST_DIGITS,
        "learning_rate": float(f"{rate:.3g}"),
        "layers": len(layers),
    }


def _read_query() -> dict[str, Any]:
    """Return which corrections are asked for; an empty field of the form asks for nothing."""
    given = {name: text for name, text in request.args.items() if text}
    try:
        return dict(CorrectionsQuery(unknown=EXCLUDE).load(given))
    except ValidationError as error:
        message = gettext("This cannot be used. Go back to the list and choose there.")
        raise invalid(
            [{"field": str(name), "message": message} for name in error.messages_dict]
        ) from None
