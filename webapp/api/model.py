"""``GET /api/model``: the network that answers."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from webapp import services
from webapp.openapi import answers
from webapp.responses import cacheable_response
from webapp.schemas import QUERY, ModelOut, Query

blueprint = APIBlueprint("model", __name__, url_prefix="/api/model", tag="Model")


@blueprint.get("")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(ModelOut, "The active model", 304, 422, 503))
def show(query: dict[str, object]) -> Response:
    """Describe the active model."""
    return cacheable_response(services.recognizer().describe())
