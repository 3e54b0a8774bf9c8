"""``/api/curves.svg`` and ``/api/runs/<id>/curves.svg``: the curves of runs as pictures."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from webapp.curves.drawing import Choice, choose, choose_parts
from webapp.curves.view import view_of_query
from webapp.http.openapi import picture
from webapp.http.responses import not_modified
from webapp.schemas.base import QUERY
from webapp.schemas.curves import CurvesQuery, RunCurvesQuery
from webapp.services import curves, find_run, run_store

blueprint = APIBlueprint("curves", __name__, url_prefix="/api", tag="Runs")

SVG = "image/svg+xml"


@blueprint.get("/curves.svg")
@blueprint.input(CurvesQuery, **QUERY)
@blueprint.doc(responses=picture(SVG, "The chart", 304, 422, 503))
def show(query: dict[str, Any]) -> Response:
    """Draw the curves of runs."""
    return _send(choose(run_store(), view_of_query(query)), query)


@blueprint.get("/runs/<run_id>/curves.svg")
@blueprint.input(RunCurvesQuery, **QUERY)
@blueprint.doc(responses=picture(SVG, "The chart", 304, 404, 422, 503))
def show_run(run_id: str, query: dict[str, Any]) -> Response:
    """Draw the curves of a run, one for each part of the digits that it was measured on."""
    return _send(choose_parts(find_run(run_id), query["quantity"]), query)


def _send(choice: Choice, query: dict[str, Any]) -> Response:
    """Return the chart of a choice, in the theme and size that are asked for."""
    look = (query["theme"], query["width"], query["height"])
    etag = "-".join(map(str, (choice.stamp, *look)))
    if (known := not_modified(etag)) is not None:
        return known
    response = Response(curves().file(run_store(), choice, *look), mimetype=SVG)
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(etag)
    return response
