"""``/api/rooms/<code>/wall``: what everybody in a room sees, and what the owner hides of it.

Which phones are muted the owner alone is told, so that nobody is shown up.
"""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from nnet.classroom.drawings import NoSuchDrawing, hide_drawing
from nnet.classroom.phones import NoSuchPhone, mute_phone, muted_phones
from nnet.classroom.wall import latest_drawings
from webapp.classroom.access import bound, room_of, room_of_owner
from webapp.classroom.rooms import describe
from webapp.classroom.schemas import (
    MAX_NUMBER,
    HiddenIn,
    MutedIn,
    MutedOut,
    RoomDrawingOut,
    WallOut,
    WallQuery,
)
from webapp.classroom.sums import sums_of, with_picture
from webapp.http.openapi import OWNER, answers
from webapp.http.responses import cacheable_response, json_response, not_modified
from webapp.schemas.base import QUERY, Query
from webapp.services import run_store

blueprint = APIBlueprint("room_walls", __name__, url_prefix="/api/rooms/<code>", tag="Rooms")
bound(blueprint)


@blueprint.get("/wall")
@blueprint.input(WallQuery, **QUERY)
@blueprint.doc(responses=answers(WallOut, "The wall", 304, 404, 422, 429, 503))
def show(code: str, query: dict[str, int]) -> Response:
    """Show what was drawn, how often it was read right, and the hardest drawing."""
    room, after = room_of(code), query["after"]
    etag = f"{code}-{room['revision']}-{after}"
    if (unchanged := not_modified(etag)) is not None:
        return unchanged
    latest = latest_drawings(run_store(), code, after)
    drawings = [with_picture(drawing) for drawing in latest]
    wall = {"room": describe(room), "drawings": drawings, **sums_of(room)}
    return cacheable_response(wall, etag)


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


@blueprint.get("/phones")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(MutedOut, "Who is muted", 401, 404, 422, 429, 503), security=OWNER)
def list_muted(code: str, query: dict[str, Any]) -> Response:
    """List the phones that are muted (owner)."""
    room_of_owner(code)
    return json_response({"muted": muted_phones(run_store(), code)})


@blueprint.patch("/phones/<int:number>")
@blueprint.input(MutedIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=answers(MutedOut, "Who is muted now", 400, 401, 403, 404, 413, 415, 422, 429, 503),
    security=OWNER,
)
def mute(code: str, number: int, asked: dict[str, bool]) -> Response:
    """Take no drawings from a phone and hide those that it sent, or undo that (owner)."""
    room_of_owner(code)
    if number > MAX_NUMBER:
        raise NoSuchPhone
    mute_phone(run_store(), code, number, asked["muted"])
    return json_response({"muted": muted_phones(run_store(), code)})
