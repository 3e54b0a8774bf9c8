"""Problems of requests: one exception with a status, a code and a text.

Views and helpers raise these; ``errors.py`` turns them into responses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from flask import url_for
from flask_babel import gettext

from webapp.languages.borrowed_texts import translate_borrowed


class FieldError(TypedDict):
    """One entry of a validation problem's ``errors``."""

    field: str
    message: str


class Problem(Exception):
    """An answer that is not the one asked for.

    status   the HTTP status
    code     a stable word for programs to tell problems of one status apart
    detail   what happened, what was expected, what to do; never a raw text of the sender's
    headers  response headers that go with it, such as Retry-After
    extra    further members of the problem document, such as ``errors``
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})


def not_found(detail: str) -> Problem:
    """Return the problem for something that does not exist."""
    return Problem(404, "not_found", detail)


def no_such_run() -> Problem:
    """Return the problem for an id that no run has."""
    runs = url_for("runs.index")
    return not_found(
        gettext(
            "There is no such run. The list of runs, %(runs)s, names those there are.", runs=runs
        )
    )


def conflict(detail: str) -> Problem:
    """Return the problem for something that is not in a state in which that can be done."""
    return Problem(409, "conflict", detail)


def too_large(detail: str) -> Problem:
    """Return the problem for a body over its limit."""
    return Problem(413, "too_large", detail)


def length_required() -> Problem:
    """Return the problem for a body that does not say how long it is."""
    return Problem(
        411,
        "length_required",
        gettext("The body came in chunks and without its length. Send a Content-Length header."),
    )


def invalid(errors: Sequence[FieldError]) -> Problem:
    """Return the problem for values that were understood but cannot be used."""
    fields = ", ".join(sorted({error["field"] for error in errors}))
    return Problem(
        422,
        "validation",
        gettext(
            "Some values of the request cannot be used: %(fields)s. "
            "The member errors says what was expected of each; correct them and try again.",
            fields=fields,
        ),
        extra={"errors": list(errors)},
    )


def invalid_override(setting: str, message: str) -> Problem:
    """Return the problem for a setting that no run can have; ``message`` is the network's."""
    field = f"overrides.{setting}"
    return invalid([{"field": field, "message": translate_borrowed(message)}])


def queue_full(error: ValueError) -> Problem:
    """Return the problem of work for which the queue has no room; the text is the store's."""
    return Problem(429, "queue_full", translate_borrowed(str(error)), headers={"Retry-After": "60"})


def unavailable(detail: str, retry_after: int = 2) -> Problem:
    """Return the problem for a part of the server that cannot be used at the moment."""
    return Problem(503, "unavailable", detail, headers={"Retry-After": str(retry_after)})


def store_unavailable() -> Problem:
    """Return the problem for a store that is locked, full, out of reach or asked too much."""
    return unavailable(
        gettext(
            "The store of runs cannot be used at the moment. Try again in a few seconds; "
            "drawings are still answered."
        )
    )
