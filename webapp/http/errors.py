"""Error handlers: every error becomes a problem document (RFC 9457), or a page for a person.

Every error carries ``type``, ``title``, ``status``, ``detail``, ``code`` and ``request_id``, which
also stands in the ``X-Request-ID`` header of every answer. A browser that asks for a page outside
the API gets ``error.html`` instead. An unexpected error is logged with its traceback under the
request id and answered without any of its text.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, cast

from apiflask import APIFlask, HTTPError
from flask import Response, render_template, request
from flask_babel import gettext, lazy_gettext, ngettext
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException, SecurityError

from nnet.pictures.errors import PictureError
from nnet.store.runs import StoreError
from webapp.http.logs import request_id
from webapp.http.problems import FieldError, Problem, invalid, store_unavailable
from webapp.http.rate_limits import wait_s
from webapp.languages.borrowed_texts import translate_borrowed

logger = logging.getLogger("webapp")

MEDIA_TYPE = "application/problem+json"

PICTURE_STATUSES = {
    "unsupported_image": 415,
    "bad_image": 400,
    "image_too_many_pixels": 413,
    "blank_image": 422,
}

DETAILS = {
    400: (
        "bad_request",
        lazy_gettext("The request could not be understood. Check its form and try again."),
    ),
    404: (
        "not_found",
        lazy_gettext("There is nothing at this address. Check it for typing errors."),
    ),
    405: (
        "method_not_allowed",
        lazy_gettext(
            "This address does not support the method. The Allow header names those it does."
        ),
    ),
    413: (
        "too_large",
        lazy_gettext("The request is larger than accepted. Send a smaller picture, alone."),
    ),
    415: (
        "unsupported_media_type",
        lazy_gettext("The content's type is not understood at this address."),
    ),
    429: (
        "rate_limited",
        lazy_gettext("Too many requests from your address. Wait a second and try again."),
    ),
}
"""Code and detail for the errors that the frameworks raise by themselves."""

MAX_ERRORS = 20
"""How many wrong values are told of at once: an answer must not be larger than what was sent."""

BAD_JSON = (
    "bad_json",
    lazy_gettext("The body is not JSON. Send an object in JSON, in UTF-8."),
)

UNEXPECTED = lazy_gettext(
    "The server failed to answer. The failure was recorded; try again, and if it happens again "
    "give the request id to whoever runs this server."
)


def register(app: APIFlask) -> None:
    """Answer every error of ``app`` in the one shape."""
    app.register_error_handler(Problem, respond)
    app.register_error_handler(PictureError, lambda error: respond(_from_picture(error)))
    app.register_error_handler(StoreError, _store_unavailable)
    app.register_error_handler(HTTPError, lambda error: respond(_from_apiflask(error)))
    app.register_error_handler(HTTPException, _from_werkzeug)
    app.register_error_handler(RecursionError, _nested_too_deeply)
    app.register_error_handler(ValueError, _number_too_long)
    app.register_error_handler(Exception, _unexpected)


def respond(problem: Problem) -> Response:
    """Return the response for a problem: a page for a person, else a problem document."""
    title = translate_borrowed(HTTPStatus(problem.status).phrase)
    detail = str(problem.detail)
    # Behind an untrusted host name no page can be built: there are no addresses to link to.
    if problem.code != "bad_host" and _wants_page():
        page = render_template(
            "error.html",
            status=problem.status,
            title=title,
            detail=detail,
            request_id=request_id(),
        )
        response = Response(page, problem.status, mimetype="text/html")
    else:
        document = {
            "type": "about:blank",
            "title": title,
            "status": problem.status,
            "detail": detail,
            "code": problem.code,
            "request_id": request_id(),
            **problem.extra,
        }
        response = Response(json.dumps(document), problem.status, mimetype=MEDIA_TYPE)
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def _wants_page() -> bool:
    """Tell whether a person's browser asks for a page: the API answers programs only."""
    if request.path.startswith("/api/"):
        return False
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"]


def _from_picture(error: PictureError) -> Problem:
    """Return the problem for a picture that cannot be read."""
    return Problem(PICTURE_STATUSES[error.code], error.code, translate_borrowed(str(error)))


def _from_apiflask(error: HTTPError) -> Problem:
    """Return the problem for an error of APIFlask's, which is validation above all."""
    locations = error.detail if isinstance(error.detail, dict) else {}
    if error.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and locations:
        return invalid(_field_errors(locations))
    code, detail = DETAILS.get(error.status_code, DETAILS[400])
    return Problem(error.status_code, code, detail)


def _field_errors(locations: Mapping[str, Mapping[str, object]]) -> list[FieldError]:
    """Flatten ``{"query": {"limit": ["message", ...]}}``; unknown fields are not echoed."""
    errors = [error for fields in locations.values() for error in _named_errors(fields)]
    return errors[:MAX_ERRORS]


def _named_errors(fields: Mapping[Any, object], path: str = "") -> Iterator[FieldError]:
    """Yield the errors of fields; one within another has both names: ``overrides.batch_size``."""
    for name, messages in fields.items():
        field = f"{path}.{name}" if path else str(name)
        if messages == ["Unknown field."]:
            yield {"field": "unknown", "message": gettext("There is no such parameter.")}
        elif isinstance(messages, dict) and "key" in messages:  # a name that the sender made up
            message = gettext("There is no setting of this name.")
            yield {"field": path or "unknown", "message": message}
        elif isinstance(messages, dict):
            # What is wrong with the value of a mapping is said of its name.
            value = messages.get("value")
            yield from _named_errors({name: value} if value else messages, path if value else field)
        else:
            texts = (
                messages if isinstance(messages, list) else [gettext("The value cannot be used.")]
            )
            for text in texts:
                yield {"field": field, "message": translate_borrowed(str(text))}


def _from_werkzeug(error: HTTPException) -> Response:
    """Answer an error that Flask or Werkzeug raised: no route, wrong method, body too large."""
    status = error.code or 500
    if status < 400:  # a redirect is no error
        return cast(Response, error.get_response())
    if isinstance(error, SecurityError):
        return respond(
            Problem(
                400,
                "bad_host",
                gettext(
                    "This server does not answer to the host name in the request. Use another of "
                    "its addresses; whoever runs it can name more in the setting TRUSTED_HOSTS."
                ),
            )
        )
    if status >= 500:
        return _unexpected(error)
    code, detail = DETAILS.get(status, ("http_error", DETAILS[400][1]))
    if status == HTTPStatus.BAD_REQUEST and request.is_json:
        code, detail = BAD_JSON
    headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    if isinstance(error, RateLimitExceeded) and (seconds := wait_s()) is not None:
        headers["Retry-After"] = str(seconds)
        detail = _come_again(seconds)
    return respond(Problem(status, code, detail, headers=headers))


def _come_again(seconds: int) -> str:
    """Say when to try again as a person would, rather too late than too early."""
    if seconds <= 90:
        return ngettext(
            "Too many requests from your address. Try again in %(num)d second.",
            "Too many requests from your address. Try again in %(num)d seconds.",
            seconds,
        )
    if seconds <= 90 * 60:
        return ngettext(
            "Too many requests from your address. Try again in %(num)d minute.",
            "Too many requests from your address. Try again in %(num)d minutes.",
            math.ceil(seconds / 60),
        )
    return ngettext(
        "Too many requests from your address. Try again in %(num)d hour.",
        "Too many requests from your address. Try again in %(num)d hours.",
        math.ceil(seconds / 3600),
    )


def _store_unavailable(error: StoreError) -> Response:
    """Answer 503 while the store is locked, full, out of reach or damaged."""
    logger.warning("request %s: the store cannot be used: %s", request_id(), error)
    return respond(store_unavailable())


def _nested_too_deeply(error: RecursionError) -> Response:
    """Answer JSON that is nested without end, which Python's reader gives up on."""
    return respond(Problem(400, *BAD_JSON)) if request.is_json else _unexpected(error)


def _number_too_long(error: ValueError) -> Response:
    """Answer JSON with a whole number of thousands of digits, which Python refuses to read."""
    if request.is_json and "integer string conversion" in str(error):
        return respond(Problem(400, *BAD_JSON))
    return _unexpected(error)


def _unexpected(error: Exception) -> Response:
    """Log an error that nobody foresaw and answer without its text."""
    logger.error("request %s failed: %s", request_id(), type(error).__name__, exc_info=error)
    return respond(Problem(500, "internal_error", UNEXPECTED))
