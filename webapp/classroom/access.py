"""Who gets into a room: whoever has its code, which is long, and may not be tried often.

A code has 50 random bits: of ten rooms, with as many guesses as one address may make, one would be
found in seven million years. A phone that has joined has a key of its own, and the owner is known:
neither is kept out where somebody else behind the same address guesses.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from apiflask import APIFlask
from flask import Blueprint, current_app, g, request
from limits import RateLimitItemPerMinute

from nnet.classroom.phones import FoundPhone, find_phone
from nnet.classroom.rooms import ALPHABET, find_room
from nnet.classroom.tables import CODE_LENGTH
from webapp.classroom.problems import no_such_room, too_many_wrong_codes, wrong_phone
from webapp.http.client_address import counted_address
from webapp.http.rate_limits import Tries
from webapp.services import classroom, require_usable_store, run_store
from webapp.sign_in import SAFE_METHODS, is_owner, require_owner

CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")
KEY_HEADER = "X-Phone-Key"
MAX_KEY = 64

WRONG_CODES = RateLimitItemPerMinute(30)
"""How many wrong codes one address may try: a class behind one address may mistype some."""

MAX_BODY_BYTES = 64 * 1024
"""Of any request about a room. A digit takes 5 kB."""

TRIES = "inknet_wrong_codes"


def register(app: APIFlask) -> None:
    """Count wrong codes of ``app``."""
    app.extensions[TRIES] = Tries(WRONG_CODES, app.config["REDIS_URL"])


def bound(blueprint: Blueprint) -> None:
    """Bound what a blueprint's requests send, and how many of them are worked on at once."""
    blueprint.before_request(_begin)
    blueprint.teardown_request(_end)


def _begin() -> None:
    """Answer at once while the store hangs; else wait for a place."""
    request.max_content_length = MAX_BODY_BYTES
    require_usable_store(writes=request.method not in SAFE_METHODS)
    g.room_place = ExitStack()
    g.room_place.enter_context(classroom())


def _end(error: BaseException | None) -> None:
    if (place := g.pop("room_place", None)) is not None:
        place.close()


def room_of(code: str) -> dict[str, Any]:
    """Return a room by its code.

    Raises the problems ``not_found`` and, after many wrong codes of an address, ``rate_limited``.
    """
    if not CODE.fullmatch(code):  # which tells nothing, and is no guess
        raise no_such_room()
    tries: Tries = current_app.extensions[TRIES]
    address = counted_address(request.remote_addr)
    if not tries.allows(address) and not is_owner():
        raise too_many_wrong_codes()
    room = find_room(run_store(), code)
    if room is None:
        tries.count(address)
        raise no_such_room()
    return room


def room_of_owner(code: str) -> dict[str, Any]:
    """Return a room to the owner; raises the problems ``unauthorized`` and ``not_found``."""
    require_owner()
    room = find_room(run_store(), code) if CODE.fullmatch(code) else None
    if room is None:
        raise no_such_room()
    return room


def known_phone(code: str) -> FoundPhone | None:
    """Return the phone that sends this request; None where it is none of the room's."""
    key = request.headers.get(KEY_HEADER, "")
    if not (CODE.fullmatch(code) and 0 < len(key) <= MAX_KEY):
        return None
    return find_phone(run_store(), code, key)


def phone_of(code: str) -> FoundPhone:
    """Return the phone that sends this request.

    Raises ``wrong_key`` (403) where it has not joined the room, and the problems of ``room_of``.
    """
    phone = known_phone(code)
    if phone is None:
        room_of(code)
        raise wrong_phone()
    return phone


def typed_code(text: str) -> str:
    """Return a code as it is meant where somebody has typed it: without hyphens and spaces."""
    return re.sub(r"[\s-]", "", text).lower()[: 2 * CODE_LENGTH]


def spaced_code(code: str) -> str:
    """Return a code in two halves, as it is read out."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def lasting() -> timedelta:
    """Return how long a room is open at most."""
    return timedelta(hours=current_app.config["ROOM_HOURS"])
