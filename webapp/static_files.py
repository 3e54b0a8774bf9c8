"""The pages' scripts, styles and pictures, at an address that changes when any of them does.

``/static/v-1f0c…/js/draw.js`` is kept by browsers for good: another version has another address,
and what a script imports lies beside it. ``/static/js/draw.js`` is the same file, of which a
browser asks each time whether it has changed. ``/static/v-1f0c…/styles/base+header.css`` is several
style sheets in one: a page is not painted before it has them all, and on a phone each round of
requests takes a sixth of a second.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import cast

from apiflask import APIFlask
from flask import Response, abort, current_app, request, send_from_directory

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
    versioned = str(app.static_url_path)
    undescribed = app.doc(hide=True)  # they are no part of the API
    styles, plain = undescribed(_styles), undescribed(_plain)
    app.add_url_rule(f"{versioned}/styles/<names>.css", "styles", styles)
    app.add_url_rule(f"{PREFIX}/<version>/styles/<names>.css", "plain_styles", styles)
    app.add_url_rule(f"{PREFIX}/<path:filename>", "plain_static", plain)
    app.jinja_env.globals["styles"] = lambda *names: f"{versioned}/styles/{'+'.join(names)}.css"
    app.after_request(_have_kept)


def _plain(filename: str) -> Response:
    """Serve a file whose address tells no version, or another one: of another server's files."""
    plain = VERSION.sub("", filename, count=1)
    return send_from_directory(str(current_app.static_folder), plain)


def _styles(names: str, version: str | None = None) -> Response:
    """Serve some of the style sheets, in the order in which they are named."""
    folder = Path(str(current_app.static_folder)) / "css"
    known = {path.stem: path for path in folder.glob("*.css")}
    chosen = names.split("+")
    if not known.keys() >= {*chosen} or len(chosen) > len(known):
        abort(404)
    text = "".join(known[name].read_text("utf-8") for name in chosen)
    response = Response(text, mimetype="text/css")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return cast(Response, response.make_conditional(request))


def _have_kept(response: Response) -> Response:
    if request.endpoint in ("static", "styles") and response.status_code in (200, 304):
        response.headers["Cache-Control"] = FOREVER
    return response
