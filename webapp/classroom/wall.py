"""``/api/rooms/<code>/wall``: what everybody in a room sees, and what the owner hides of it."""

from __future__ import annotations

import base64
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from nnet.classroom.drawings import NoSuchDrawing, hide_drawing
from nnet.classroom.wall import latest_drawings, sum_up
from webapp.classroom.access import bound, room_of, room_of_owner
from webapp.classroom.rooms import describe
from webapp.classroom.schemas import MAX_NUMBER, HiddenIn, RoomDrawingOut, WallOut, WallQuery
from webapp.http.openapi import OWNER, answers
from webapp.http.responses import cacheable_response, json_response, not_modified
from webapp.inference.cache import Cache
from webapp.schemas.base import QUERY
from webapp.services import run_store

blueprint = APIBlueprint("room_walls", __name__, url_prefix="/api/rooms/<code>", tag="Rooms")
bound(blueprint)

SUMS: Cache[tuple[str, str, int], dict[str, Any]] = Cache(16)
"""What rooms came to when they were looked at last, 15 kB each: several walls look at the same."""


@blueprint.get("/wall")
@blueprint.input(WallQuery, **QUERY)
@blueprint.doc(responses=answers(WallOut, "The wall", 304, 404, 422, 429, 503))
def show(code: str, query: dict[str, int]) -> Response:
    """Show what was drawn, how often it was read right, and the hardest drawing."""
    room, after = room_of(code), query["after"]
    stamp = (code, room["created_at"], room["revision"])
    etag = f"{code}-{room['revision']}-{after}"
    if (unchanged := not_modified(etag)) is not None:
        return unchanged
    latest = latest_drawings(run_store(), code, after)
    sums = SUMS.get(stamp, lambda: _with_pictures(sum_up(run_store(), room)))
    drawings = [_with_picture(drawing) for drawing in latest]
    return cacheable_response({"room": describe(room), "drawings": drawings, **sums}, etag)


@blueprint.patch("/drawings/<int:number>")
@blueprint.input(HiddenIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=answers(RoomDrawingOut, "The drawing", 400, 401, 403, 404, 413, 415, 422, 429, 503),
    security=OWNER,
)
def hide(code: str, number: int, asked: dict[str, bool]) -> Response:
    """Hide a drawing, or show it again (owner)."""
    room_of_owner(code)
    if number > MAX_NUMBER:
        raise NoSuchDrawing
    return json_response(hide_drawing(run_store(), code, number, asked["hidden"]))


def _with_pictures(sums: dict[str, Any]) -> dict[str, Any]:
    """Return what a room comes to with pictures as they go over the wire."""
    hardest = sums["hardest"]
    return {
        **sums,
        "hardest": hardest and _with_picture(hardest),
        "fooling": [_with_picture(drawing) for drawing in sums["fooling"]],
    }


def _with_picture(drawing: dict[str, Any]) -> dict[str, Any]:
    if "picture" not in drawing:
        return drawing
    return {**drawing, "picture": base64.b64encode(drawing["picture"]).decode()}
