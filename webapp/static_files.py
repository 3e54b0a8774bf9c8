"""The pages' scripts, styles and pictures, at an address that changes when any of them does.

``/static/v-1f0c…/js/draw.js`` is kept by browsers for good: another version has another address,
and what a script imports lies beside it. ``/static/js/draw.js`` is the same file, of which a
browser asks each time whether it has changed.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from apiflask import APIFlask
from flask import Response, current_app, request, send_from_directory

PREFIX = "/static"
VERSION = re.compile(r"\Av-[0-9a-f]{12}/")
FOREVER = "public, max-age=31536000, immutable"


def versioned_path(folder: Path) -> str:
    """Return the folder's address, which tells its files' names and contents."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{PREFIX}/v-{digest.hexdigest()[:12]}"


def register(app: APIFlask) -> None:
    """Have the versioned files of ``app`` kept, and serve them at their plain addresses, too."""
    plain = app.doc(hide=True)(_plain)  # no part of the API
    app.add_url_rule(f"{PREFIX}/<path:filename>", "plain_static", plain)
    app.after_request(_have_kept)


def _plain(filename: str) -> Response:
    """Serve a file whose address tells no version, or another one: of another server's files."""
    plain = VERSION.sub("", filename, count=1)
    return send_from_directory(str(current_app.static_folder), plain)


def _have_kept(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in (200, 304):
        response.headers["Cache-Control"] = FOREVER
    return response
