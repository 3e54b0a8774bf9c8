"""``/api/model``: the network that answers."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request
from flask_babel import gettext

from webapp import services
from webapp.http.openapi import OWNER, answers, file
from webapp.http.problems import not_found
from webapp.http.responses import cacheable_response, json_response
from webapp.inference.activation import activate
from webapp.schemas.base import QUERY, Query
from webapp.schemas.model import ModelIn, ModelOut
from webapp.services import checked_id

blueprint = APIBlueprint("model", __name__, url_prefix="/api/model", tag="Model")

WEIGHTS = "application/octet-stream"


@blueprint.get("")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(ModelOut, "The active model", 304, 422, 503))
def show(query: dict[str, object]) -> Response:
    """Describe the active model."""
    return cacheable_response(services.recognizer().describe())


@blueprint.put("")
@blueprint.input(ModelIn, location="json", arg_name="chosen")
@blueprint.doc(
    responses=answers(ModelOut, "The model that answers", 400, 401, 403, 404, 409, 415, 422, 503),
    security=OWNER,
)
def choose(chosen: dict[str, Any]) -> Response:
    """Answer with a finished run's network from now on (owner)."""
    run_id = chosen["run_id"]
    recognizer = services.recognizer()
    with services.studying():  # it may have to read the validation digits first
        activate(services.run_store(), recognizer, run_id if run_id is None else checked_id(run_id))
    return json_response(recognizer.describe())


@blueprint.get("/reader")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=file(WEIGHTS, "The weights", 304, 404, 422, 503))
def reader(query: dict[str, object]) -> Response:
    """Hand out the networks that answer, for a browser that reads while the server is away."""
    recognizer = services.recognizer()
    model = recognizer.model
    try:
        made = services.renderings().get(
            model.sha256, "reader", lambda: recognizer.dump_reader(model)
        )
    except ValueError:
        raise not_found(
            gettext(
                "The network that answers is too large to be handed out. "
                "Ask for predictions instead."
            )
        ) from None
    response = Response(made.content, mimetype=WEIGHTS)
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(made.etag)
    response.make_conditional(request)
    return response
