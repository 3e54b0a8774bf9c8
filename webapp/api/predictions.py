"""``POST /api/predictions``: a picture becomes an answer."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from webapp import services
from webapp.openapi import answers
from webapp.responses import json_response
from webapp.schemas import PredictionOut
from webapp.uploads import read_picture_upload

blueprint = APIBlueprint("predictions", __name__, url_prefix="/api/predictions", tag="Predictions")


@blueprint.post("")
@blueprint.doc(responses=answers(PredictionOut, "What was read", 400, 411, 413, 415, 422, 429, 503))
def create() -> Response:
    """Read a drawn digit.

    The picture is a PNG or JPEG of at most 2 MiB and 4 million pixels: black on white, white on
    black or transparent.
    """
    return json_response(services.recognizer().recognize(read_picture_upload()).to_dict())
