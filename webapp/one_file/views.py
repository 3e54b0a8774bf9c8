"""``/runs/<id>.html``: a run as one file, to be taken along."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.one_file.run_page import render_run_page
from webapp.services import find_run

blueprint = Blueprint("one_file", __name__)


@blueprint.get("/runs/<run_id>.html")
def run(run_id: str) -> Response:
    """Hand out a run as one file."""
    found = find_run(run_id)
    response = Response(render_run_page(found), mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    name = f"inknet-{found['id']}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
