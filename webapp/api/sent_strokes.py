"""The strokes that a picture was drawn with, sent beside it: in a form as a text, or in JSON."""

from __future__ import annotations

import json
from typing import Any

from flask_babel import gettext

from nnet.strokes.types import Stroke
from nnet.strokes.validation import StrokesError, check_strokes, strokes_of
from webapp.http.problems import FieldError, Problem, invalid
from webapp.schemas.strokes import EXPECTED, MAX_TEXT, SENT_RULES, STROKES_FIELD


def parse_strokes(text: str) -> list[Stroke]:
    """Return the strokes in a form's field.

    Raises the problems of what is not JSON (400 ``bad_json``) and of what is not a list of strokes,
    or holds numbers out of range (422 ``validation``).
    """
    if len(text) > MAX_TEXT:
        raise invalid(
            [
                _error(
                    gettext(
                        "This is longer than %(count)s characters.", count=format(MAX_TEXT, ",")
                    )
                )
            ]
        )
    try:
        # Python's reader takes NaN and Infinity, which JSON does not have.
        values = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        detail = gettext(
            "The field %(field)s is not JSON. %(expected)s",
            field=STROKES_FIELD,
            expected=EXPECTED,
        )
        raise Problem(400, "bad_json", detail) from None
    return check_sent_strokes(values)


def check_sent_strokes(values: Any) -> list[Stroke]:
    """Return the strokes in a list as JSON has it; raises the problem ``validation``."""
    try:
        check_strokes(values, SENT_RULES)
    except StrokesError as error:
        raise invalid([_error(str(error))]) from None
    return strokes_of(values)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")


def _error(message: str) -> FieldError:
    return {"field": STROKES_FIELD, "message": message}
