"""``/api/rooms``: rooms, which the owner opens, steers, empties and closes."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, url_for
from flask_babel import gettext

from nnet.classroom.drawings import MAX_ROOM_BYTES, write_drawings
from nnet.classroom.rooms import (
    ANY,
    FOOL,
    FREE,
    TEACH,
    Task,
    change_room,
    close_room,
    list_rooms,
    open_room,
    reset_room,
)
from webapp.classroom.access import MAX_BODY_BYTES, bound, lasting, room_of, room_of_owner
from webapp.classroom.problems import no_such_room, rooms_off
from webapp.classroom.schemas import ExportQuery, RoomIn, RoomOut, RoomsOut, TaskIn
from webapp.classroom.sums import forget_sums
from webapp.http.openapi import OWNER, answers, created, nothing_or, picture
from webapp.http.problems import invalid
from webapp.http.responses import json_response
from webapp.schemas.base import QUERY, Query
from webapp.services import run_store
from webapp.sign_in import require_owner

NEARLY_FULL = MAX_ROOM_BYTES - MAX_BODY_BYTES
"""Bytes of a room that may not have room for another drawing."""

blueprint = APIBlueprint("rooms", __name__, url_prefix="/api/rooms", tag="Rooms")
bound(blueprint)


@blueprint.post("")
@blueprint.input(TaskIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=created(RoomOut, "The room", 400, 401, 403, 409, 413, 415, 422, 429, 503),
    security=OWNER,
)
def create(asked: dict[str, Any]) -> Response:
    """Open a room for a class (owner)."""
    if not current_app.config["ROOMS"]:
        raise rooms_off()
    task = _task_of(vars(Task()), asked)
    room = open_room(run_store(), task, current_app.config["ROOMS"], lasting())
    response = json_response(describe(room), 201)
    response.headers["Location"] = url_for("rooms.show", code=room["code"])
    return response


@blueprint.get("")
@blueprint.input(Query, **QUERY)
@blueprint.doc(
    responses=answers(RoomsOut, "The rooms that are open", 401, 422, 429, 503), security=OWNER
)
def index(query: dict[str, Any]) -> Response:
    """List the rooms that are open (owner)."""
    require_owner()
    return json_response({"rooms": [describe(room) for room in list_rooms(run_store())]})


@blueprint.get("/<code>")
@blueprint.input(Query, **QUERY)
@blueprint.doc(responses=answers(RoomOut, "The room", 404, 422, 429, 503))
def show(code: str, query: dict[str, Any]) -> Response:
    """Show a room to whoever has its code."""
    return json_response(describe(room_of(code)))


@blueprint.patch("/<code>")
@blueprint.input(RoomIn, location="json", arg_name="asked")
@blueprint.doc(
    responses=answers(RoomOut, "The room", 400, 401, 403, 404, 413, 415, 422, 429, 503),
    security=OWNER,
)
def edit(code: str, asked: dict[str, Any]) -> Response:
    """Give a room another task, or let phones join or not (owner)."""
    room = room_of_owner(code)
    joining = asked.pop("joining", None)
    task = _task_of({name: room[name] for name in vars(Task())}, asked) if asked else None
    return json_response(describe(change_room(run_store(), code, task, joining)))


@blueprint.post("/<code>/reset")
@blueprint.input(Query, **QUERY)
@blueprint.doc(
    responses=answers(RoomOut, "The room, without drawings", 401, 403, 404, 413, 422, 429, 503),
    security=OWNER,
)
def reset(code: str, query: dict[str, Any]) -> Response:
    """Delete what was drawn in a room; its phones stay (owner)."""
    room_of_owner(code)
    return json_response(describe(reset_room(run_store(), code)))


@blueprint.delete("/<code>")
@blueprint.input(Query, **QUERY)
@blueprint.doc(
    responses=nothing_or("It is closed", 401, 403, 404, 413, 422, 429, 503), security=OWNER
)
def close(code: str, query: dict[str, Any]) -> Response:
    """Close a room, and delete all that is in it (owner)."""
    room_of_owner(code)
    if not close_room(run_store(), code):
        raise no_such_room()
    forget_sums(code)
    return Response(status=204)


@blueprint.get("/<code>/strokes.jsonl")
@blueprint.input(ExportQuery, **QUERY)
@blueprint.doc(
    responses=picture(
        "application/jsonl",
        "A stroke file: a line for each drawing of a known digit that is not hidden",
        *(401, 404, 422, 429, 503),
    ),
    security=OWNER,
)
def export(code: str, query: dict[str, Any]) -> Response:
    """Write what was drawn in a room as a stroke file (owner)."""
    room = room_of_owner(code)
    lines = write_drawings(run_store(), code, with_consent=query["which"] == "consent")
    response = Response("".join(lines), mimetype="application/jsonl")
    day = room["created_at"][:10]
    response.headers["Content-Disposition"] = f'attachment; filename="inknet-room-{day}.jsonl"'
    response.headers["Cache-Control"] = "no-store"
    return response


def describe(room: dict[str, Any]) -> dict[str, Any]:
    """Return a room as this API shows it."""
    names = ("code", "mode", "asks", "target", "joining", "phones", "stored")
    is_full = room["stored"] >= current_app.config["ROOM_DRAWINGS"] or room["size"] >= NEARLY_FULL
    return {
        **{name: room[name] for name in names},
        "url": url_for("room_pages.wall", code=room["code"], _external=True),
        "join_url": url_for("room_pages.join", code=room["code"], _external=True),
        "full": is_full,
        "created_at": room["created_at"],
        "expires_at": room["expires_at"],
    }


def _task_of(before: dict[str, Any], asked: dict[str, Any]) -> Task:
    """Return the task that is asked for; raises the problem ``validation``."""
    task = Task(**{**before, **asked})
    if task.mode != FOOL:
        task = Task(task.mode, task.asks)
    elif task.asks in (ANY, FREE) or task.target in (None, int(task.asks)):
        message = gettext("To fool the network, ask for one digit and name another one.")
        raise invalid([{"field": "target", "message": message}])
    if task.mode == TEACH and task.asks == FREE:
        message = gettext("To teach the network, ask for digits: it has to know what was drawn.")
        raise invalid([{"field": "asks", "message": message}])
    return task
