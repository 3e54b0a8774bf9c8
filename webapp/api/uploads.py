"""The picture in a request's body: bounded before it is read, read once, never parsed for less.

Two forms are understood: the picture itself as the body, which costs least, and a form with the
picture in the file field ``image``, which is what an HTML form or ``curl -F`` sends. A form may
also tell in the field ``strokes`` how the picture was drawn.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Request, request

from nnet.strokes.types import InkStroke
from webapp.api.stroke_uploads import STROKES_FIELD, parse_ink_strokes
from webapp.config import MAX_PICTURE_BYTES, MULTIPART_ENVELOPE_BYTES
from webapp.http.problems import FieldError, Problem, invalid, length_required, too_large

FIELD = "image"
RAW_TYPES = frozenset({"image/png", "image/jpeg"})
FORM_TYPE = "multipart/form-data"


def ignore_warnings() -> None:
    """Let nothing be written of a damaged picture, whose sender is told.

    Pillow warns in words that hold numbers of the file's, and Python keeps each warning that it has
    shown: whoever sends enough of them would fill the log, and in time the memory.
    """
    warnings.filterwarnings("ignore", module=r"PIL\.")


class BoundedRequest(Request):
    """A request whose files are held in memory: its body is bounded, and disks are slow."""

    def _get_file_stream(self, *_: Any, **__: Any) -> BytesIO:
        """Return where to put an uploaded file's content."""
        return BytesIO()


@dataclass(frozen=True)
class Upload:
    """What was sent: a picture's bytes, and the strokes that it was drawn with, if known."""

    picture: bytes
    strokes: Sequence[InkStroke] = ()


def read_picture_upload() -> Upload:
    """Return the picture that the current request carries.

    Raises the problems of a body without length (411), over its limit (413), of another content
    type (415), of strokes that are not JSON (400) and of a form without the picture (422).
    """
    length = request.content_length
    if length is None and "Transfer-Encoding" in request.headers:
        raise length_required()
    media_type = request.mimetype
    if media_type in RAW_TYPES:
        _require_within_limit(length or 0)
        return Upload(request.get_data(cache=False))
    if media_type == FORM_TYPE:
        _require_within_limit((length or 0) - MULTIPART_ENVELOPE_BYTES)
        return _form_picture()
    raise Problem(
        415,
        "unsupported_image",
        "The body is neither a picture nor a form. Send the picture as image/png or image/jpeg, "
        f"or as the file field {FIELD} of a multipart/form-data body.",
    )


def _form_picture() -> Upload:
    """Return the picture in the form, and the strokes."""
    errors: list[FieldError] = []
    files, texts = request.files.getlist(FIELD), request.form.getlist(STROKES_FIELD)
    if len(files) != 1:
        errors.append({"field": FIELD, "message": "Exactly one file was expected in this field."})
    if len(texts) > 1:
        errors.append({"field": STROKES_FIELD, "message": "This field may come once only."})
    if set(request.form) - {STROKES_FIELD} or set(request.files) - {FIELD}:
        message = f"There is no field but {FIELD}, a file, and {STROKES_FIELD}, a text."
        errors.append({"field": "unknown", "message": message})
    if errors:
        raise invalid(errors)
    content = files[0].read(MAX_PICTURE_BYTES + 1)
    _require_within_limit(len(content))
    return Upload(content, parse_ink_strokes(texts[0]) if texts else ())


def _require_within_limit(size: int) -> None:
    """Raise the problem of a picture over the limit, if it is."""
    if size > MAX_PICTURE_BYTES:
        raise too_large(
            f"The picture is larger than {MAX_PICTURE_BYTES // 1024 // 1024} MiB. "
            "Scale it down, or save it with stronger compression, and send it again."
        )
