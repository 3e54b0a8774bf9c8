"""Refusals that the application is not asked for, in the one shape of errors."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, NamedTuple
from uuid import uuid4

from werkzeug.wrappers import Request

from webapp.http.errors import MEDIA_TYPE
from webapp.http.gate import BUSY_DETAIL
from webapp.http.i18n import choose_language
from webapp.languages.catalogues import catalogue
from webapp.languages.texts_of_libraries import N_


class Refusal(NamedTuple):
    """What is answered, in English; ``header`` is one that goes with it."""

    status: int
    code: str
    detail: str
    header: tuple[str, str]


TOO_SLOW = Refusal(
    408,
    "too_slow",
    N_("The body did not arrive in time. Send it again over a better connection."),
    ("connection", "close"),
)
BUSY = Refusal(503, "busy", BUSY_DETAIL, ("retry-after", "5"))


def refuse(refusal: Refusal, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return status, headers and body of a refusal, in the language that a request asks for.

    environ  the request's head in WSGI's form
    """
    request_id = uuid4().hex
    say = catalogue(choose_language(Request(environ))).gettext
    problem = {
        "type": "about:blank",
        "title": say(HTTPStatus(refusal.status).phrase),
        "status": refusal.status,
        "detail": say(refusal.detail),
        "code": refusal.code,
        "request_id": request_id,
    }
    headers = [
        ("content-type", MEDIA_TYPE),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("x-request-id", request_id),
        refusal.header,
    ]
    return refusal.status, headers, json.dumps(problem).encode()
