"""``/api/drawings``: drawings that visitors share, each at an address that nobody guesses."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request, url_for
from flask_babel import gettext

from nnet.store.drawings import (
    TimeRange,
    WrongKey,
    delete_drawing,
    delete_drawings,
    list_drawings,
)
from nnet.store.tables import iso_time
from webapp.http.openapi import OWNER, answers, created, nothing_or
from webapp.http.problems import Problem, invalid
from webapp.http.responses import cacheable_response, json_response, not_modified
from webapp.inference.sharing import (
    DRAWING_ID,
    active_model,
    find,
    keep,
    no_such_drawing,
    read_drawing,
    todays_answer,
)
from webapp.schemas.base import QUERY, Query
from webapp.schemas.drawings import (
    DeletedOut,
    DrawingIn,
    DrawingOut,
    DrawingsOut,
    DrawingsQuery,
    KeyHeader,
    SharedOut,
    TimeRangeQuery,
)
from webapp.services import (
    holding_place,
    recognizer,
    release_place,
    renderings,
    require_usable_store,
    run_store,
)
from webapp.sign_in import SAFE_METHODS, public, require_owner

blueprint = APIBlueprint("drawings", __name__, url_prefix="/api/drawings", tag="Drawings")


@blueprint.before_request
def _require_usable_store() -> None:
    """Answer at once while the store hangs, before anything waits or is computed in vain."""
    require_usable_store(writes=request.method not in SAFE_METHODS)


@blueprint.post("")
@public
@holding_place
@blueprint.input(DrawingIn, location="json", arg_name="drawing")
@blueprint.doc(
    responses=created(SharedOut, "The drawing, read and kept", 400, 403, 413, 415, 422, 429, 503)
)
def create(drawing: dict[str, Any]) -> Response:
    """Share a drawing: keep it, and what the active model reads while it grows."""
    require_usable_store(writes=True)  # this may have waited for its place
    read = read_drawing(recognizer(), drawing["strokes"])
    release_place()
    kept, key = keep(run_store(), read, current_app.config["DRAWINGS_KEPT_DAYS"])
    response = json_response({**_describe(kept), "today": None, "key": key}, 201)
    response.headers["Location"] = url_for("drawings.show", drawing_id=kept["id"])
    return response


@blueprint.get("")
@blueprint.input(DrawingsQuery, **QUERY)
@blueprint.doc(
    responses=answers(DrawingsOut, "A page of drawings, newest first", 401, 422, 429, 503),
    security=OWNER,
)
def index(query: dict[str, Any]) -> Response:
    """List the shared drawings, by the time of sharing (owner)."""
    require_owner()
    found, following = page_of(query)
    return json_response({"drawings": [_summarise(one) for one in found], "next": following})


@blueprint.delete("")
@blueprint.input(TimeRangeQuery, **QUERY)
@blueprint.doc(
    responses=answers(DeletedOut, "They are deleted", 401, 403, 422, 429, 503), security=OWNER
)
def delete_range(query: dict[str, Any]) -> Response:
    """Delete all drawings that were shared in a time (owner)."""
    deleted = delete_drawings(run_store(), TimeRange(query["since"], query["until"]))
    renderings().forget_all()
    return json_response({"deleted": deleted})


@blueprint.get("/<drawing_id>")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(DrawingOut, "The drawing", 304, 404, 422, 503))
def show(drawing_id: str, query: dict[str, Any]) -> Response:
    """Show a shared drawing, and what was read while it grew."""
    found = find(run_store(), drawing_id)
    # Not of what is answered: how long that took is another number each time.
    etag = f"{drawing_id}-{active_model(recognizer())}"
    return not_modified(etag) or cacheable_response(
        {**_describe(found), "today": todays_answer(recognizer(), renderings(), found)}, etag
    )


@blueprint.delete("/<drawing_id>")
@public
@blueprint.input(Query, **QUERY)
@blueprint.input(KeyHeader, location="headers", arg_name="headers")
@blueprint.doc(
    responses=nothing_or("It is deleted", 401, 403, 404, 422, 429, 503),
    security=OWNER,
)
def delete(drawing_id: str, query: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Delete a shared drawing: by its key, or as the owner of this server."""
    key = headers.get("key")
    if key is None:
        require_owner()
    if not DRAWING_ID.fullmatch(drawing_id):
        raise no_such_drawing()
    try:
        if not delete_drawing(run_store(), drawing_id, key):
            raise no_such_drawing()
    except WrongKey:
        detail = gettext(
            "The key is not that of this drawing. It is kept by the browser that shared it."
        )
        raise Problem(403, "wrong_key", detail) from None
    renderings().forget(drawing_id)
    return Response(status=204)


def page_of(query: dict[str, Any]) -> tuple[list[dict[str, Any]], str | None]:
    """Return the drawings that ``DrawingsQuery`` asks for, and the cursor of the next page."""
    shared = TimeRange(query["since"], query["until"])
    try:
        return list_drawings(run_store(), shared, query["limit"], query["cursor"] or None)
    except ValueError:
        message = gettext("This is no cursor of this list. Start again without one.")
        raise invalid([{"field": "cursor", "message": message}]) from None


def _summarise(drawing: dict[str, Any]) -> dict[str, Any]:
    """Return a drawing as it stands in the list."""
    expires_at = drawing["expires_at"]
    return {
        "id": drawing["id"],
        "url": url_for("shared.show", drawing_id=drawing["id"], _external=True),
        "created_at": iso_time(drawing["created_at"]),
        "expires_at": expires_at and iso_time(expires_at),
        "status": drawing["prediction"]["status"],
        "text": drawing["prediction"]["text"],
    }


def _describe(drawing: dict[str, Any]) -> dict[str, Any]:
    """Return a drawing as this API shows it."""
    return {**drawing, "url": url_for("shared.show", drawing_id=drawing["id"], _external=True)}
