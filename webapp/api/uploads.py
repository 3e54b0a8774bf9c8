"""The picture in a request's body, bounded before it is read; and the strokes beside it.

Three bodies are accepted: the picture itself, which costs least; a form with the picture in the
file field ``image``, which is what an HTML form or ``curl -F`` sends; and JSON. A form and JSON may
also tell in the field ``strokes`` how the picture was drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from nnet.pictures.file_parts import is_reduced_jpeg
from nnet.strokes.types import Stroke
from webapp.api.json_pictures import read_json_picture
from webapp.api.sent_strokes import parse_strokes
from webapp.config import (
    MAX_JSON_PICTURE_BYTES,
    MAX_PHOTOGRAPH_BYTES,
    MAX_PICTURE_BYTES,
)
from webapp.http.problems import FieldError, Problem, invalid, length_required, too_large
from webapp.schemas.pictures import FORM_TYPE, JSON_TYPE, PICTURE_FIELD
from webapp.schemas.strokes import STROKES_FIELD

UNTYPED = ("", "application/octet-stream")
"""What programs send that do not know, or do not say, what a file is."""

MIB = 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """What was sent: a picture's bytes, and the strokes that it was drawn with, if known."""

    picture: bytes
    strokes: Sequence[Stroke] = ()


def read_picture_upload() -> Upload:
    """Return the picture that the current request carries.

    Raises the problems of a body without length (411), over its limit (413), of another content
    type (415), of JSON that is none (400) and of a form or JSON without the picture (422).
    """
    length = request.content_length
    if length is None and "Transfer-Encoding" in request.headers:
        raise length_required()
    media_type = request.mimetype
    if media_type == JSON_TYPE:
        if (length or 0) > MAX_JSON_PICTURE_BYTES:
            raise too_large(
                gettext(
                    "JSON may have %(size)s MiB here. "
                    "Send the picture itself as the body, or scale it down.",
                    size=format(MAX_JSON_PICTURE_BYTES / MIB, ".1f"),
                )
            )
        picture, strokes = read_json_picture(request.get_data(cache=False))
        return Upload(_require_within_limit(picture), strokes)
    if media_type == FORM_TYPE:
        return _form_picture()
    if media_type.startswith("image/") or media_type in UNTYPED:
        return Upload(_require_within_limit(request.get_data(cache=False)))
    raise Problem(
        415,
        "unsupported_image",
        gettext(
            "The body is neither a picture nor a form nor JSON. Send the picture as image/png, "
            "image/jpeg or another picture, as the file field %(field)s of a "
            "multipart/form-data body, or in base64 as the member %(field)s of JSON.",
            field=PICTURE_FIELD,
        ),
    )


def _form_picture() -> Upload:
    """Return the picture in the form, and the strokes."""
    errors: list[FieldError] = []
    files, texts = request.files.getlist(PICTURE_FIELD), request.form.getlist(STROKES_FIELD)
    if len(files) != 1:
        message = gettext("Exactly one file was expected in this field.")
        errors.append({"field": PICTURE_FIELD, "message": message})
    if len(texts) > 1:
        message = gettext("This field may come once only.")
        errors.append({"field": STROKES_FIELD, "message": message})
    if set(request.form) - {STROKES_FIELD} or set(request.files) - {PICTURE_FIELD}:
        message = gettext(
            "There is no field but %(picture)s, a file, and %(strokes)s, a text.",
            picture=PICTURE_FIELD,
            strokes=STROKES_FIELD,
        )
        errors.append({"field": "unknown", "message": message})
    if errors:
        raise invalid(errors)
    content = _require_within_limit(files[0].read(MAX_PHOTOGRAPH_BYTES + 1))
    return Upload(content, parse_strokes(texts[0]) if texts else ())


def _require_within_limit(content: bytes) -> bytes:
    """Return a picture's file; raises the problem of one over its limit."""
    if len(content) <= MAX_PICTURE_BYTES:
        return content
    if len(content) <= MAX_PHOTOGRAPH_BYTES and is_reduced_jpeg(content):
        return content
    raise too_large(
        gettext(
            "The picture is larger than %(size)s MiB, or, if it is a JPEG that is not "
            "progressive, than %(photograph)s. "
            "Scale it down, or save it with stronger compression, and send it again.",
            size=MAX_PICTURE_BYTES // MIB,
            photograph=MAX_PHOTOGRAPH_BYTES // MIB,
        )
    )
