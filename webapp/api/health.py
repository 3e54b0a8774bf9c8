"""``/healthz`` and ``/readyz``: for whatever watches over the server."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response
from flask_babel import lazy_gettext

from webapp.http.openapi import answers
from webapp.http.problems import unavailable
from webapp.http.responses import json_response
from webapp.schemas.base import StatusOut
from webapp.services import readiness

blueprint = APIBlueprint("health", __name__, tag="Health")

NOT_READY = {
    ("model",): lazy_gettext("Not ready: the model cannot be used. Try again in a moment."),
    ("store",): lazy_gettext("Not ready: the store cannot be used. Try again in a moment."),
    ("model", "store"): lazy_gettext(
        "Not ready: the model and the store cannot be used. Try again in a moment."
    ),
}
"""What is said where some of what an answer needs cannot be used."""


@blueprint.get("/healthz")
@blueprint.doc(responses=answers(StatusOut, "The server is alive"))
def alive() -> Response:
    """Tell whether the server is alive."""
    return json_response({"status": "ok"})


@blueprint.get("/readyz")
@blueprint.doc(responses=answers(StatusOut, "Model and store can be used", 503))
def ready() -> Response:
    """Tell whether a picture can be read and the store of runs be used, by trying both."""
    if unusable := readiness().unusable():
        raise unavailable(NOT_READY[unusable])
    return json_response({"status": "ready"})
