"""``/api/rooms/<code>/…``: what phones do in a room: join it, draw, vote."""

from __future__ import annotations

import base64
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app

from nnet.classroom.drawings import PhoneMuted, Sending, keep_drawing, take_back
from nnet.classroom.phones import FoundPhone, change_consent, join_room
from nnet.classroom.votes import next_ballot, vote
from webapp.classroom.access import bound, phone_of, room_of
from webapp.classroom.reading import read_strokes
from webapp.classroom.rooms import describe
from webapp.classroom.schemas import (
    BallotOut,
    ConsentIn,
    JoinedOut,
    PhoneHeader,
    PhoneOut,
    RoomDrawingIn,
    RoomDrawingOut,
    VoteIn,
)
from webapp.http.openapi import answers, created
from webapp.http.responses import json_response
from webapp.schemas.base import QUERY, Query
from webapp.services import computing, recognizer, run_store
from webapp.sign_in import public

blueprint = APIBlueprint("room_phones", __name__, url_prefix="/api/rooms/<code>", tag="Rooms")
bound(blueprint)

HEADER: dict[str, Any] = {"location": "headers", "arg_name": "headers"}
REFUSALS = (400, 403, 404, 409, 413, 415, 422, 429, 503)


@blueprint.post("/phones")
@public
@blueprint.input(ConsentIn, location="json", arg_name="asked")
@blueprint.doc(responses=created(JoinedOut, "The phone, which has joined", *REFUSALS))
def join(code: str, asked: dict[str, bool]) -> Response:
    """Join a room, without an account and without a name."""
    room = room_of(code)
    most = current_app.config["ROOM_PHONES"]
    number, key = join_room(run_store(), code, asked["consent"], most)
    phone = FoundPhone(number, asked["consent"], 0, {**room, "phones": room["phones"] + 1})
    return json_response({**_describe(phone), "key": key}, 201)


@blueprint.get("/phone")
@blueprint.input(Query, **QUERY)
@blueprint.input(PhoneHeader, **HEADER)
@blueprint.doc(responses=answers(PhoneOut, "The phone and its room", 403, 404, 422, 429, 503))
def show(code: str, query: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Show a phone what its room asks for."""
    return json_response(_describe(phone_of(code)))


@blueprint.patch("/phone")
@public
@blueprint.input(ConsentIn, location="json", arg_name="asked")
@blueprint.input(PhoneHeader, **HEADER)
@blueprint.doc(responses=answers(PhoneOut, "The phone and its room", *REFUSALS))
def edit(code: str, asked: dict[str, bool], headers: dict[str, Any]) -> Response:
    """Let the network learn from what a phone draws, or from nothing of it, drawn before or not."""
    change_consent(run_store(), code, phone_of(code).number, asked["consent"])
    return json_response(_describe(phone_of(code)))


@blueprint.post("/drawings")
@public
@blueprint.input(RoomDrawingIn, location="json", arg_name="drawing")
@blueprint.input(PhoneHeader, **HEADER)
@blueprint.doc(responses=created(RoomDrawingOut, "The drawing, read and kept", *REFUSALS))
def draw(code: str, drawing: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Have a drawing read, and shown on the wall."""
    phone = phone_of(code)
    if phone.muted:  # nothing is read for it
        raise PhoneMuted
    with computing():
        read = read_strokes(recognizer(), drawing["strokes"])
    target = None if drawing["label"] is None else drawing["target"]
    sending = Sending(phone.number, drawing["id"], drawing["label"], target)
    most = current_app.config["ROOM_DRAWINGS"]
    return json_response(keep_drawing(run_store(), code, sending, read, most), 201)


@blueprint.delete("/drawings")
@public
@blueprint.input(Query, **QUERY)
@blueprint.input(PhoneHeader, **HEADER)
@blueprint.doc(
    responses=answers(PhoneOut, "The phone, without drawings", 403, 404, 413, 422, 429, 503)
)
def forget(code: str, query: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Delete all that this phone has drawn."""
    take_back(run_store(), code, phone_of(code).number)
    return json_response(_describe(phone_of(code)))


@blueprint.get("/ballot")
@blueprint.input(Query, **QUERY)
@blueprint.input(PhoneHeader, **HEADER)
@blueprint.doc(responses=answers(BallotOut, "What to vote about", 403, 404, 422, 429, 503))
def ballot(code: str, query: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Ask for a drawing of somebody else's to vote about."""
    phone = phone_of(code)
    found = next_ballot(run_store(), phone.room, phone.number)
    if found is None:
        return json_response({"drawing": None, "picture": None})
    picture = base64.b64encode(found.picture).decode()
    return json_response({"drawing": found.drawing, "picture": picture})


@blueprint.post("/votes")
@public
@blueprint.input(VoteIn, location="json", arg_name="asked")
@blueprint.input(PhoneHeader, **HEADER)
@blueprint.doc(responses=created(RoomDrawingOut, "The drawing, and what it was", *REFUSALS))
def cast(code: str, asked: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Say which digit a drawing of somebody else's is."""
    phone = phone_of(code)
    told = vote(run_store(), code, phone.number, asked["drawing"], asked["digit"])
    return json_response(told, 201)


def _describe(phone: FoundPhone) -> dict[str, Any]:
    """Return a phone as this API shows it."""
    return {
        "number": phone.number,
        "consent": phone.consent,
        "drawings": phone.drawings,
        "muted": phone.muted,
        "room": describe(phone.room),
    }
