"""``/healthz`` and ``/readyz``: for whatever watches over the server."""

from __future__ import annotations

import logging

from apiflask import APIBlueprint
from flask import Response

from nnet.store.runs import StoreError
from webapp.http.openapi import answers
from webapp.http.problems import Problem, unavailable
from webapp.http.responses import json_response
from webapp.schemas.base import StatusOut
from webapp.services import recognizer, run_store

blueprint = APIBlueprint("health", __name__, tag="Health")

logger = logging.getLogger("webapp")


@blueprint.get("/healthz")
@blueprint.doc(responses=answers(StatusOut, "The server is alive"))
def alive() -> Response:
    """Tell whether the server is alive."""
    return json_response({"status": "ok"})


@blueprint.get("/readyz")
@blueprint.doc(responses=answers(StatusOut, "Model and store can be used", 503))
def ready() -> Response:
    """Tell whether the model and the store of runs can be used."""
    unusable = []
    try:
        recognizer().model  # noqa: B018 - asking for it is the check
    except Problem:
        unusable.append("model")
    try:
        run_store().ping()
    except StoreError as error:
        logger.warning("not ready: %s", error)
        unusable.append("store")
    if unusable:
        raise unavailable(
            f"Not ready: the {' and the '.join(unusable)} cannot be used. Try again in a moment."
        )
    return json_response({"status": "ready"})
