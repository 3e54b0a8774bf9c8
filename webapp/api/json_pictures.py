"""A picture in JSON: its file in base64, or its pixels as numbers; and the strokes beside it.

How much JSON there is to read is known before it is read: its length, and how many values it has.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from flask_babel import gettext

from nnet.imaging.png import encode_png
from nnet.strokes.types import Stroke
from webapp.api.sent_strokes import check_sent_strokes
from webapp.http.errors import BAD_JSON
from webapp.http.problems import FieldError, Problem, invalid, too_large
from webapp.schemas.pictures import (
    IMAGE,
    MAX_LEVEL,
    PICTURE_FIELD,
    PIXELS,
    PIXELS_FIELD,
    PIXELS_SIDE,
)
from webapp.schemas.strokes import STROKES_FIELD

MAX_VALUES = 100_000
"""Of lists, objects and what is in them: 20,000 points of strokes have 60,000. A list takes twenty
times the memory that it took to write."""

BEGINNINGS = (b",", b"[", b"{")

DATA_URL = re.compile(r"data:[^,]{0,200};base64,", re.IGNORECASE)

SPACES = str.maketrans("", "", " \t\r\n")
"""Programs write base64 in lines."""


def read_json_picture(content: bytes) -> tuple[bytes, Sequence[Stroke]]:
    """Return the file of the picture in a body of JSON, and its strokes.

    Raises the problems of what is not JSON (400 ``bad_json``), of too many values (413) and of
    fields that cannot be used (422 ``validation``).
    """
    if sum(map(content.count, BEGINNINGS)) > MAX_VALUES:
        raise too_large(
            gettext(
                "The JSON has more than %(count)s values. Send a picture in base64.",
                count=format(MAX_VALUES, ","),
            )
        )
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError):
        raise Problem(400, *BAD_JSON) from None
    errors = _wrong_fields(fields)
    if errors:
        raise invalid(errors)
    strokes = check_sent_strokes(fields[STROKES_FIELD]) if STROKES_FIELD in fields else ()
    if PICTURE_FIELD in fields:
        return _decode_image(fields[PICTURE_FIELD]), strokes
    return encode_png(_pixels_of(fields[PIXELS_FIELD])), strokes


def _wrong_fields(fields: Any) -> list[FieldError]:
    """Return what is wrong with the names of fields."""
    names = {"picture": PICTURE_FIELD, "pixels": PIXELS_FIELD, "strokes": STROKES_FIELD}
    known = gettext("There are the fields %(picture)s, %(pixels)s and %(strokes)s.", **names)
    if not isinstance(fields, dict):
        message = gettext("An object was expected. %(known)s", known=known)
        return [{"field": "body", "message": message}]
    errors: list[FieldError] = []
    if (PICTURE_FIELD in fields) == (PIXELS_FIELD in fields):
        message = gettext("Exactly one of %(picture)s and %(pixels)s was expected.", **names)
        errors.append({"field": PICTURE_FIELD, "message": message})
    if fields.keys() - {PICTURE_FIELD, PIXELS_FIELD, STROKES_FIELD}:
        errors.append({"field": "unknown", "message": known})
    return errors


def _decode_image(text: Any) -> bytes:
    """Return the file in base64, or in a data URL."""
    try:
        if not isinstance(text, str):
            raise ValueError("no text")
        start = DATA_URL.match(text)
        plain = text[start.end() if start else 0 :].translate(SPACES)
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (ValueError, binascii.Error):
        message = gettext("%(image)s, was expected.", image=IMAGE)
        raise invalid([{"field": PICTURE_FIELD, "message": message}]) from None


def _pixels_of(values: Any) -> np.ndarray:
    """Return the levels of a picture in numbers: (28, 28) uint8."""
    rows = values if isinstance(values, list) else []
    if len(rows) == PIXELS_SIDE:
        if not all(isinstance(row, list) and len(row) == PIXELS_SIDE for row in rows):
            rows = []
        rows = [value for row in rows for value in row]
    # Said so that NaN is refused, too.
    if len(rows) != PIXELS_SIDE**2 or not all(
        type(value) in (int, float) and 0 <= value <= MAX_LEVEL for value in rows
    ):
        raise invalid(
            [{"field": PIXELS_FIELD, "message": gettext("Expected %(pixels)s", pixels=PIXELS)}]
        )
    levels = np.array(rows, np.float64).reshape(PIXELS_SIDE, PIXELS_SIDE)
    if levels.max() <= 1:
        levels *= MAX_LEVEL
    return levels.round().astype(np.uint8)
