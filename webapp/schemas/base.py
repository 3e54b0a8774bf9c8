"""Fields and forms that several schemas share.

What goes over the wire is declared once: checked on the way in, described in the OpenAPI document.

Answers are built by the code that owns the data and are not passed through these schemas again;
the tests hold every answer against the document instead.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from apiflask import Schema
from apiflask.fields import DateTime, Float, Integer, List, Nested, Raw, String
from apiflask.validators import Length, OneOf, Range, Regexp
from flask_babel import gettext, lazy_gettext
from marshmallow import RAISE, ValidationError

ID = "[A-Za-z0-9_-]{1,64}"
"""What an id can look like, as a regular expression."""

MAX_RUNS = 200
DEFAULT_RUNS = 50
MAX_EPOCH = 1_000_000
ISO_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


class WholeNumber(Integer):
    """An integer in plain decimal digits: Python's own reader also takes 1_000, spaces and more."""

    def _validated(self, value: Any) -> Any:
        if not isinstance(value, str) or not WHOLE_NUMBER.fullmatch(value):
            raise ValidationError(gettext("This must be a whole number in plain digits."))
        return super()._validated(value)


CURSOR: dict[str, Any] = {
    "load_default": "",
    "validate": [
        Length(max=200),
        Regexp(r"\A[A-Za-z0-9_.:=~+-]*\Z", error=lazy_gettext("This is no cursor.")),
    ],
    "metadata": {"description": "Where to go on: the member next of the previous answer."},
}


NEXT: dict[str, Any] = {
    "required": True,
    "allow_none": True,
    "metadata": {"description": "Pass it as cursor for the next page; null on the last."},
}


class Moment(DateTime):
    """A moment in ISO 8601, in UTC where it names no time zone."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        try:
            if not ISO_MOMENT.fullmatch(value):
                raise ValueError("no moment")
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):  # or the first or the last day of all, elsewhere
            message = gettext("This must be a moment such as 2026-01-31T12:00:00Z.")
            raise ValidationError(message) from None


def fraction(description: str) -> Float:
    """Return a field for a fraction from 0 to 1 that may be null."""
    return Float(allow_none=True, validate=Range(0, 1), metadata={"description": description})


QUERY: dict[str, Any] = {"location": "query", "arg_name": "query", "unknown": RAISE}
"""How views take query parameters: one that is unknown is refused, so that a typing error shows."""


class Query(Schema):
    """The parameters of a call that has none; those of the others extend it."""


def picture_field(description: str) -> String:
    """Return a field for a small grey PNG."""
    return String(required=True, metadata={"description": description, "contentEncoding": "base64"})


class StatusOut(Schema):
    """Whether the server is alive, or ready."""

    status = String(required=True, validate=OneOf(["ok", "ready"]))


class FieldErrorOut(Schema):
    """One value that cannot be used."""

    field = String(
        required=True,
        metadata={"description": "Its name, after those of the fields it stands in, with dots."},
    )
    message = String(required=True)


class ProblemOut(Schema):
    """An error, after RFC 9457."""

    type = String(required=True)
    title = String(required=True)
    status = Integer(required=True)
    detail = String(required=True)
    code = String(required=True)
    request_id = String(required=True)
    errors = List(Nested(FieldErrorOut))
    checks = Raw()
