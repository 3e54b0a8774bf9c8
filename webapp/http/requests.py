"""Bodies of requests: held in memory, and damaged pictures in them without a word in the log."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Any

from apiflask import APIFlask
from flask import Request

from webapp.config import MAX_PICTURE_BYTES, MULTIPART_ENVELOPE_BYTES

MAX_FORM_PARTS = 10


class BoundedRequest(Request):
    """A request whose files are held in memory: its body is bounded, and disks are slow."""

    def _get_file_stream(self, *_: Any, **__: Any) -> BytesIO:
        """Return where to put an uploaded file's content."""
        return BytesIO()


def register(app: APIFlask) -> None:
    """Bound what ``app`` receives, and keep Pillow's warnings out of its log.

    Pillow warns in words that hold numbers of the file's, and Python keeps each warning that it has
    shown: whoever sends enough of them would fill the log, and in time the memory. The sender is
    told what is wrong with a picture.
    """
    warnings.filterwarnings("ignore", module=r"PIL\.")
    app.request_class = BoundedRequest
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_PICTURE_BYTES + MULTIPART_ENVELOPE_BYTES,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
    )
