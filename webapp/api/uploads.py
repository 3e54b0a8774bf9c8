"""The picture in a request's body, bounded before it is read; and the strokes beside it.

Two bodies are accepted: the picture itself, which costs least, and a form with the picture in the
file field ``image``, which is what an HTML form or ``curl -F`` sends. A form may also tell in the
field ``strokes`` how the picture was drawn.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from nnet.strokes.types import Stroke
from nnet.strokes.validation import StrokesError, check_strokes, strokes_of
from webapp.config import MAX_PICTURE_BYTES, MULTIPART_ENVELOPE_BYTES
from webapp.http.problems import FieldError, Problem, invalid, length_required, too_large
from webapp.schemas.predictions import PICTURE_FIELD, PICTURE_TYPES
from webapp.schemas.strokes import EXPECTED, MAX_TEXT, SENT_RULES, STROKES_FIELD

FORM_TYPE = "multipart/form-data"


@dataclass(frozen=True)
class Upload:
    """What was sent: a picture's bytes, and the strokes that it was drawn with, if known."""

    picture: bytes
    strokes: Sequence[Stroke] = ()


def read_picture_upload() -> Upload:
    """Return the picture that the current request carries.

    Raises the problems of a body without length (411), over its limit (413), of another content
    type (415), of strokes that are not JSON (400) and of a form without the picture (422).
    """
    length = request.content_length
    if length is None and "Transfer-Encoding" in request.headers:
        raise length_required()
    media_type = request.mimetype
    if media_type in PICTURE_TYPES:
        _require_within_limit(length or 0)
        return Upload(request.get_data(cache=False))
    if media_type == FORM_TYPE:
        _require_within_limit((length or 0) - MULTIPART_ENVELOPE_BYTES)
        return _form_picture()
    raise Problem(
        415,
        "unsupported_image",
        "The body is neither a picture nor a form. Send the picture as image/png or image/jpeg, "
        f"or as the file field {PICTURE_FIELD} of a multipart/form-data body.",
    )


def _form_picture() -> Upload:
    """Return the picture in the form, and the strokes."""
    errors: list[FieldError] = []
    files, texts = request.files.getlist(PICTURE_FIELD), request.form.getlist(STROKES_FIELD)
    if len(files) != 1:
        message = "Exactly one file was expected in this field."
        errors.append({"field": PICTURE_FIELD, "message": message})
    if len(texts) > 1:
        errors.append({"field": STROKES_FIELD, "message": "This field may come once only."})
    if set(request.form) - {STROKES_FIELD} or set(request.files) - {PICTURE_FIELD}:
        message = f"There is no field but {PICTURE_FIELD}, a file, and {STROKES_FIELD}, a text."
        errors.append({"field": "unknown", "message": message})
    if errors:
        raise invalid(errors)
    content = files[0].read(MAX_PICTURE_BYTES + 1)
    _require_within_limit(len(content))
    return Upload(content, parse_strokes(texts[0]) if texts else ())


def _require_within_limit(size: int) -> None:
    """Raise the problem of a picture over the limit, if it is."""
    if size > MAX_PICTURE_BYTES:
        raise too_large(
            f"The picture is larger than {MAX_PICTURE_BYTES // 1024 // 1024} MiB. "
            "Scale it down, or save it with stronger compression, and send it again."
        )


def parse_strokes(text: str) -> list[Stroke]:
    """Return the strokes in a form's field.

    Raises the problems of what is not JSON (400 ``bad_json``) and of what is not a list of strokes,
    or holds numbers out of range (422 ``validation``).
    """
    if len(text) > MAX_TEXT:
        raise _stroke_problem(f"This is longer than {MAX_TEXT:,} characters.")
    try:
        # Python's reader takes NaN and Infinity, which JSON does not have.
        values = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Problem(
            400, "bad_json", f"The field {STROKES_FIELD} is not JSON. {EXPECTED}"
        ) from None
    try:
        check_strokes(values, SENT_RULES)
    except StrokesError as error:
        raise _stroke_problem(str(error)) from None
    return strokes_of(values)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")


def _stroke_problem(message: str) -> Problem:
    return invalid([{"field": STROKES_FIELD, "message": message}])
