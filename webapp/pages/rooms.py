"""``/room``: the pages of rooms: the way in, the wall on the beamer, and the paper on a phone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext

from nnet.classroom.rooms import ASKS, MODES, list_rooms
from webapp.classroom.access import CODE, bound, room_of, spaced_code, typed_code
from webapp.classroom.rooms import describe
from webapp.config import is_loopback
from webapp.pages.qr_codes import MEDIA_TYPE, draw_qr_code
from webapp.services import run_store
from webapp.sign_in import is_owner

# APIFlask looks at what runs before a request, of its own blueprints alone.
blueprint = APIBlueprint("room_pages", __name__, url_prefix="/room", enable_openapi=False)
bound(blueprint)


@blueprint.get("")
def index() -> Response:
    """Join a room by the code that somebody has typed; the owner opens one here."""
    typed = request.args.get("code", "")
    code = typed_code(typed)
    if CODE.fullmatch(code):
        return redirect(url_for("room_pages.join", code=code), 303)  # type: ignore[return-value]
    rooms = [describe(room) for room in list_rooms(run_store())] if is_owner() else []
    return _page("rooms/index.html", rooms=rooms, typed=typed, spaced_code=spaced_code)


@blueprint.get("/<code>")
def wall(code: str) -> Response:
    """Show a room's wall, with the QR code by which phones join."""
    room = describe(room_of(code))
    host = urlsplit(room["join_url"]).hostname or ""
    return _page(
        "rooms/wall.html",
        room=room,
        spaced_code=spaced_code(code),
        is_out_of_reach=is_loopback(host),
        modes=MODES,
        asks=ASKS,
    )


@blueprint.get("/<code>/join")
def join(code: str) -> Response:
    """Join a room with a phone, and draw there."""
    return _page("rooms/phone.html", room=describe(room_of(code)))


@blueprint.get("/<code>/qr.svg")
def qr_code(code: str) -> Response:
    """Return the address at which phones join as a QR code."""
    address = describe(room_of(code))["join_url"]
    response = Response(draw_qr_code(address), mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def mode_names() -> dict[str, str]:
    """Return what each mode of a room is called, in the request's language."""
    names = (gettext("Read us"), gettext("Fool it"), gettext("Teach it"))
    return dict(zip(MODES, names, strict=True))


def _page(template: str, **context: Any) -> Response:
    page = render_template(template, mode_names=mode_names(), **context)
    response = Response(page, mimetype="text/html")
    # Whoever has the code may look; searching the web does not lead here.
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
