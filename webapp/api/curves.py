"""``/api/curves.svg``: the curves of runs as a picture."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from webapp.curves.drawing import choose
from webapp.curves.view import view_of_query
from webapp.http.openapi import picture
from webapp.http.responses import not_modified
from webapp.schemas.base import QUERY
from webapp.schemas.curves import CurvesQuery
from webapp.services import curves, run_store

blueprint = APIBlueprint("curves", __name__, url_prefix="/api", tag="Runs")

SVG = "image/svg+xml"


@blueprint.get("/curves.svg")
@blueprint.input(CurvesQuery, **QUERY)
@blueprint.doc(responses=picture(SVG, "The chart", 304, 422, 503))
def show(query: dict[str, Any]) -> Response:
    """Draw the curves of runs."""
    store = run_store()
    choice = choose(store, view_of_query(query))
    look = (query["theme"], query["width"], query["height"])
    etag = "-".join(map(str, (choice.stamp, *look)))
    if (known := not_modified(etag)) is not None:
        return known
    response = Response(curves().file(store, choice, *look), mimetype=SVG)
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(etag)
    return response
