"""``/api/collection``: the collection as files, files that come back, and its card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import IO, Any

from apiflask import APIBlueprint
from flask import Response, request
from flask_babel import gettext

from nnet.collection.card import (
    accepted_digits,
    describe_collection,
    measure_answers,
    stamp_collection,
)
from nnet.collection.corrections import CollectionFull, add_drawings
from nnet.collection.files import read_collection, write_archive, write_collection
from nnet.collection.queries import each_correction
from nnet.collection.tables import Correction
from nnet.strokes.files import StrokeFileError
from nnet.strokes.types import Stroke
from webapp.collection.corrections import collection_full, filter_of, kept_days
from webapp.collection.schemas import CollectionOut, FilesQuery, TakenOut
from webapp.config import MAX_BODY_BYTES
from webapp.http.openapi import OWNER, answers, picture
from webapp.http.problems import Problem, conflict, invalid
from webapp.http.responses import json_response
from webapp.inference.cache import Cache
from webapp.languages.borrowed_texts import translate_borrowed
from webapp.schemas.base import QUERY, Query
from webapp.services import recognizer, run_store, studying
from webapp.sign_in import require_owner

STROKES_TYPE, ARCHIVE_TYPE = "application/x-ndjson", "application/zip"

MAX_READINGS = 8
"""How often a network's reading of the collection is kept."""

blueprint = APIBlueprint("collection", __name__, url_prefix="/api/collection", tag="Collection")

_readings: Cache[tuple[str, str], dict[str, Any]] = Cache(MAX_READINGS, studying)


@blueprint.get("")
@blueprint.input(Query, **QUERY)
@blueprint.doc(
    responses=answers(CollectionOut, "What is in it", 401, 422, 429, 503), security=OWNER
)
def card(query: dict[str, Any]) -> Response:
    """Tell what is in the collection, and how the active network reads it (owner)."""
    require_owner()
    return json_response({**describe_collection(run_store()), **read_by_active_model()})


@blueprint.post("")
@blueprint.doc(
    responses=answers(TakenOut, "It is taken in", 400, 401, 403, 413, 422, 429, 503),
    security=OWNER,
)
def take() -> Response:
    """Take in a stroke file, or an archive that was saved here (owner).

    Its drawings are accepted; those that are there already are left out, as are numbers.
    """
    request.max_content_length = MAX_BODY_BYTES
    content = request.get_data(cache=False)
    try:
        with studying():
            drawn = [*read_collection(content)]
        added = add_drawings(run_store(), drawn, kept_days())
    except StrokeFileError as error:
        message = translate_borrowed(str(error))
        raise invalid([{"field": "file", "message": message}]) from None
    except CollectionFull:
        raise collection_full() from None
    return json_response({"added": added, "known": len(drawn) - added})


@blueprint.get("/strokes.jsonl")
@blueprint.input(FilesQuery, **QUERY)
@blueprint.doc(
    responses=picture(STROKES_TYPE, "A drawing each line", 401, 409, 422, 429, 503), security=OWNER
)
def strokes(query: dict[str, Any]) -> Response:
    """Save the drawings as a stroke file, which trainings and evaluations read (owner)."""
    require_owner()
    return _file(query, write_collection, STROKES_TYPE, "collection.jsonl")


@blueprint.get("/pictures.zip")
@blueprint.input(FilesQuery, **QUERY)
@blueprint.doc(
    responses=picture(ARCHIVE_TYPE, "Pictures and strokes", 401, 409, 422, 429, 503),
    security=OWNER,
)
def pictures(query: dict[str, Any]) -> Response:
    """Save the drawings as pictures with their labels, strokes beside them (owner)."""
    require_owner()
    return _file(query, write_archive, ARCHIVE_TYPE, "collection.zip")


def read_by_active_model() -> dict[str, Any]:
    """Return how many accepted digits are answered right now, and which network answers."""
    asked = recognizer()
    try:
        model = asked.model
    except Problem:
        return {"model": None, "read_right": None}
    key = (model.sha256, stamp_collection(run_store()))
    if (found := _readings.find(key)) is None:
        digits = accepted_digits(run_store())  # before others wait for the place

        def answer(picture: bytes, strokes: Sequence[Stroke]) -> int | None:
            return asked.recognize(picture, strokes, model=model).read_digit

        found = _readings.get(key, lambda: {"read_right": measure_answers(answer, digits)})
    return {"model": model.sha256, **found}


def _file(
    query: dict[str, Any],
    write: Callable[[IO[bytes], Iterable[Correction]], int],
    media_type: str,
    name: str,
) -> Response:
    """Return a file of the corrections that are asked for."""
    stream = BytesIO()
    if not write(stream, each_correction(run_store(), filter_of(query))):
        raise conflict(gettext("There is no such drawing in the collection yet."))
    response = Response(stream.getvalue(), mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
