"""``POST /api/predictions``: a picture becomes an answer."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, request

from webapp import services
from webapp.api.uploads import read_picture_upload
from webapp.config import MAX_BODY_BYTES
from webapp.http.openapi import answers
from webapp.http.responses import json_response
from webapp.schemas.base import QUERY
from webapp.schemas.predictions import PredictionOut, PredictionQuery
from webapp.sign_in import public

blueprint = APIBlueprint("predictions", __name__, url_prefix="/api/predictions", tag="Predictions")


@blueprint.post("")
@public
@blueprint.input(PredictionQuery, **QUERY)
@blueprint.doc(responses=answers(PredictionOut, "What was read", 400, 411, 413, 415, 422, 429, 503))
def create(query: dict[str, str]) -> Response:
    """Read a drawn digit, or a number.

    The picture is a PNG, JPEG, GIF, BMP, WebP, TIFF or AVIF of at most 2 MiB and 4 million pixels,
    or a photograph of up to 12 MiB and 50 million as a JPEG that is not progressive: dark on light,
    light on dark or transparent. It is the body itself, whose content tells what it is; or a file
    in a form; or in base64 in JSON, where 28 rows of 28 pixels do as well. A form and JSON may
    carry the strokes that it was drawn with, too: digits that touch are told apart by these, and
    another small network reads how the pen went. It is heard on whether there is a digit and,
    beside the model that ships, on which.
    """
    request.max_content_length = MAX_BODY_BYTES
    with services.computing():
        upload = read_picture_upload()
        prediction = services.recognizer().recognize(
            upload.picture, upload.strokes, explained=bool(query["explain"])
        )
    services.counters().count_prediction(prediction.status)
    return json_response(prediction.to_dict())
