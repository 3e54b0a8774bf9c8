"""What cannot be done in a room, as problems of requests."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Response, current_app
from flask_babel import gettext, ngettext

from nnet.classroom.drawings import DrawingsFull, NoSuchDrawing, PhoneMuted, TooSoon
from nnet.classroom.phones import JoiningPaused, NoSuchPhone, PhonesFull
from nnet.classroom.rooms import RoomError, RoomGone, RoomsFull
from nnet.classroom.votes import OwnDrawing
from webapp.http.errors import respond
from webapp.http.problems import Problem, conflict, not_found


def register(app: APIFlask) -> None:
    """Answer what ``nnet.classroom`` refuses in the one shape of errors."""
    app.register_error_handler(RoomError, _answer)


def no_such_room() -> Problem:
    """Return the problem of a code that no room has."""
    return not_found(gettext("There is no such room. Check the code; it may have been closed."))


def rooms_off() -> Problem:
    """Return the problem of a server whose owner wants no rooms."""
    detail = gettext("No rooms are opened here: the setting ROOMS is 0.")
    return Problem(403, "rooms_off", detail)


def too_many_wrong_codes() -> Problem:
    """Return the problem of an address that guesses codes."""
    detail = gettext(
        "Too many wrong codes of rooms came from this address. Wait a minute and try again."
    )
    return Problem(429, "rate_limited", detail, headers={"Retry-After": "60"})


def wrong_phone() -> Problem:
    """Return the problem of a key that no phone in the room has."""
    detail = gettext("The key is not that of a phone in this room. Join the room again.")
    return Problem(403, "wrong_key", detail)


def _answer(error: RoomError) -> Response:
    return respond(_problem_of(error))


def _problem_of(error: RoomError) -> Problem:
    """Return the problem that an error stands for."""
    settings = current_app.config
    if isinstance(error, RoomGone):
        return no_such_room()
    if isinstance(error, RoomsFull):
        text = ngettext(
            "One room is open, which is as many as there may be. Close it first.",
            "%(num)s rooms are open, as many as there may be. Close one first.",
            settings["ROOMS"],
        )
        return Problem(409, "rooms_full", text)
    if isinstance(error, PhonesFull):
        detail = gettext(
            "%(most)s phones have joined this room, as many as may.", most=settings["ROOM_PHONES"]
        )
        return Problem(409, "room_full", detail)
    if isinstance(error, DrawingsFull):
        detail = gettext(
            "This room is full: it holds as many drawings as it may. Whoever opened it can save "
            "and delete them."
        )
        return Problem(409, "room_full", detail)
    if isinstance(error, JoiningPaused):
        detail = gettext("Nobody can join this room just now. Ask whoever opened it.")
        return Problem(409, "joining_paused", detail)
    if isinstance(error, PhoneMuted):
        detail = gettext(
            "Whoever opened this room takes no drawings from this phone just now. You can still "
            "vote."
        )
        return Problem(409, "phone_muted", detail)
    if isinstance(error, NoSuchPhone):
        return not_found(gettext("There is no such phone in this room."))
    if isinstance(error, TooSoon):
        detail = gettext("This phone has drawn something just now. Wait a second and try again.")
        return Problem(429, "rate_limited", detail, headers={"Retry-After": "1"})
    if isinstance(error, NoSuchDrawing):
        return not_found(gettext("There is no such drawing in this room, or not any more."))
    if isinstance(error, OwnDrawing):
        return conflict(gettext("This drawing is your own: the votes of others count."))
    raise error
