"""``/api/corrections``: a drawing was misread, and whoever drew it says what it was."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request
from flask_babel import gettext

from nnet.collection.corrections import (
    Answer,
    CollectionFull,
    delete_correction,
    judge_correction,
    keep_correction,
)
from nnet.collection.ink import Ink, prepare_ink
from nnet.collection.queries import Filter, find_correction, list_corrections
from nnet.recognition.stroke_vote import strokes_of_boxes
from nnet.store.drawings import WrongKey
from nnet.store.tables import iso_time
from nnet.strokes.validation import strokes_of
from webapp.collection.schemas import (
    ANY,
    CorrectionIn,
    CorrectionKeyHeader,
    CorrectionOut,
    CorrectionsOut,
    CorrectionsQuery,
    GivenOut,
    StateIn,
)
from webapp.http.openapi import OWNER, answers, created, nothing_or
from webapp.http.problems import Problem, invalid, not_found, unavailable
from webapp.http.responses import json_response
from webapp.inference.recognizer import Prediction, Recognizer
from webapp.inference.sharing import read_sketch
from webapp.schemas.base import QUERY, Query
from webapp.services import (
    holding_place,
    recognizer,
    release_place,
    require_usable_store,
    run_store,
)
from webapp.sign_in import SAFE_METHODS, public, require_owner

CORRECTION_ID = re.compile(r"[A-Za-z0-9_-]{12}")

CONTRIBUTOR_DIGITS = 16
"""Hex digits that are kept of a contributor's hash."""

blueprint = APIBlueprint("corrections", __name__, url_prefix="/api/corrections", tag="Collection")


@blueprint.before_request
def _require_usable_store() -> None:
    """Answer at once while the store hangs, before anything waits or is computed in vain."""
    require_usable_store(writes=request.method not in SAFE_METHODS)


@blueprint.post("")
@public
@holding_place
@blueprint.input(CorrectionIn, location="json", arg_name="correction")
@blueprint.doc(responses=created(GivenOut, "It is kept", 400, 403, 413, 415, 422, 429, 503))
def create(correction: dict[str, Any]) -> Response:
    """Say which digit a drawing is, and have it kept for a network to learn from.

    The server reads the strokes itself. What was rubbed out is not kept.
    """
    require_usable_store(writes=True)  # this may have waited for its place
    ink, answer = read_correction(recognizer(), correction["strokes"], correction["place"])
    release_place()
    kept_for = kept_days()
    try:
        made, key = keep_correction(
            run_store(),
            ink,
            correction["label"],
            answer,
            hash_contributor(correction["contributor"]),
            kept_for,
        )
    except CollectionFull:
        raise collection_full() from None
    expires_at = None if kept_for is None else iso_time(datetime.now(UTC) + kept_for)
    return json_response({"id": made, "key": key, "expires_at": expires_at}, 201)


@blueprint.get("")
@blueprint.input(CorrectionsQuery, **QUERY)
@blueprint.doc(
    responses=answers(CorrectionsOut, "A page of corrections, newest first", 401, 422, 429, 503),
    security=OWNER,
)
def index(query: dict[str, Any]) -> Response:
    """List corrections (owner)."""
    require_owner()
    found, following = page_of(query)
    return json_response({"corrections": found, "next": following})


@blueprint.get("/<correction_id>")
@blueprint.input(Query, **QUERY)
@blueprint.doc(
    responses=answers(CorrectionOut, "The correction", 401, 404, 422, 429, 503), security=OWNER
)
def show(correction_id: str, query: dict[str, Any]) -> Response:
    """Show a correction (owner)."""
    require_owner()
    return json_response(find(correction_id))


@blueprint.patch("/<correction_id>")
@blueprint.input(StateIn, location="json", arg_name="decision")
@blueprint.doc(
    responses=answers(CorrectionOut, "The correction", 400, 401, 403, 404, 413, 415, 422, 429, 503),
    security=OWNER,
)
def judge(correction_id: str, decision: dict[str, Any]) -> Response:
    """Accept or reject a correction, or put it back (owner)."""
    checked = checked_correction_id(correction_id)
    if (found := judge_correction(run_store(), checked, decision["state"])) is None:
        raise no_such_correction()
    return json_response(found)


@blueprint.delete("/<correction_id>")
@public
@blueprint.input(Query, **QUERY)
@blueprint.input(CorrectionKeyHeader, location="headers", arg_name="headers")
@blueprint.doc(
    responses=nothing_or("Nothing is kept of it", 401, 403, 404, 422, 429, 503), security=OWNER
)
def delete(correction_id: str, query: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Take a correction back: by its key, or as the owner of this server."""
    key = headers.get("key")
    if key is None:
        require_owner()
    try:
        if not delete_correction(run_store(), checked_correction_id(correction_id), key):
            raise no_such_correction()
    except WrongKey:
        detail = gettext(
            "The key is not that of this drawing. It is kept by the browser that gave it."
        )
        raise Problem(403, "wrong_key", detail) from None
    return Response(status=204)


def read_correction(
    recognizer: Recognizer, strokes: list[dict[str, Any]], place: int | None
) -> tuple[Ink, Answer]:
    """Return what is kept of a drawing, or of one digit of a number, and how it was read.

    place  of the digit in the number, from 0; None for all that is drawn

    Raises ``PictureError`` for a blank one, and the problem ``validation`` for a digit that is not
    there or whose strokes drew others, too.
    """
    model = recognizer.model
    prediction = read_sketch(recognizer, strokes_of(strokes), model)
    digit = prediction.digits[0].digit if prediction.status in ("digit", "uncertain") else None
    if place is not None:
        strokes = _strokes_of_digit(prediction, strokes, place)
        digit = prediction.digits[place].digit
    return prepare_ink(strokes), Answer(prediction.status, digit, model.sha256)


def _strokes_of_digit(
    prediction: Prediction, strokes: list[dict[str, Any]], place: int
) -> list[dict[str, Any]]:
    """Return the strokes that drew one digit of a number, and no other."""
    if place >= len(prediction.digits):
        message = gettext("There are not so many digits: the server reads them anew.")
        raise invalid([{"field": "place", "message": message}])
    drawn = strokes_of(strokes)
    boxes = [digit.box for digit in prediction.digits]
    lines = strokes_of_boxes(boxes, drawn)[place]
    own = [
        value
        for value, stroke in zip(strokes, drawn, strict=True)
        if any(stroke.points is line for line in lines)
    ]
    if not own:
        message = gettext(
            "A stroke of this digit drew its neighbour, too. Draw the digit alone to say what "
            "it is."
        )
        raise invalid([{"field": "place", "message": message}])
    return own


def hash_contributor(text: str) -> str:
    """Return what is kept of a browser's random text."""
    return hashlib.sha256(text.encode()).hexdigest()[:CONTRIBUTOR_DIGITS]


def kept_days() -> timedelta | None:
    """Return how long corrections are kept; None for good."""
    days = current_app.config["CORRECTIONS_KEPT_DAYS"]
    return timedelta(days=days) if days else None


def filter_of(query: dict[str, Any]) -> Filter:
    """Return which corrections a query means."""
    label = query.get("label")
    return Filter(
        state=None if query["state"] == ANY else query["state"],
        label=None if label in (None, "none") else int(label),
        answer=query.get("answer"),
        is_none=True if label == "none" else None,
        refused=query.get("refused"),
    )


def page_of(query: dict[str, Any]) -> tuple[list[dict[str, Any]], str | None]:
    """Return the corrections that ``CorrectionsQuery`` asks for, and the next page's cursor."""
    try:
        return list_corrections(
            run_store(), filter_of(query), query["limit"], query["cursor"] or None
        )
    except ValueError:
        message = gettext("This is no cursor of this list. Start again without one.")
        raise invalid([{"field": "cursor", "message": message}]) from None


def find(correction_id: str) -> dict[str, Any]:
    """Return a correction; raises the problem ``not_found``."""
    found = find_correction(run_store(), checked_correction_id(correction_id))
    if found is None:
        raise no_such_correction()
    return found


def checked_correction_id(correction_id: str) -> str:
    """Return the id if it can be one; raises the problem ``not_found``."""
    if not CORRECTION_ID.fullmatch(correction_id):
        raise no_such_correction()
    return correction_id


def no_such_correction() -> Problem:
    """Return the problem for an id that no correction has, or none any more."""
    return not_found(gettext("There is no such drawing. It may have expired, or been taken back."))


def collection_full() -> Problem:
    """Return the problem of a collection whose every place the owner has filled."""
    return unavailable(
        gettext("The collection is full. Drawings have to be rejected or deleted first."), 3600
    )
