"""The pages' scripts, styles and pictures, at an address that changes when any of them does.

``/static-1f0c…/js/draw.js`` is kept by browsers for good: another version has another address, and
what a script imports lies in a room beside it. ``/static/js/draw.js`` is the same file, of which a browser
asks each time whether it has changed. ``/static-1f0c…/styles/base+header.css`` is several style
sheets in one: a page is not painted before it has them all, and on a phone each round of requests
takes a sixth of a second.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import cast

from apiflask import APIFlask
from flask import Response, abort, current_app, request, send_from_directory

PREFIX = "/static"
FOREVER = "public, max-age=31536000, immutable"


def versioned_path(folder: Path) -> str:
    """Return the folder's address, which tells its files' names and contents."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{PREFIX}-{digest.hexdigest()[:12]}"


def register(app: APIFlask) -> None:
    """Have the versioned files of ``app`` kept, and serve them at their plain addresses, too."""
    versioned, other = str(app.static_url_path), f"{PREFIX}-<version>"
    hidden = app.doc(hide=True)
    files, sheets = hidden(_plain), hidden(_styles)
    app.add_url_rule(f"{PREFIX}/<path:filename>", "plain_static", files)
    app.add_url_rule(f"{other}/<path:filename>", "other_static", files)
    app.add_url_rule(f"{versioned}/styles/<names>.css", "styles", sheets)
    app.add_url_rule(f"{other}/styles/<names>.css", "other_styles", sheets)
    app.jinja_env.globals["styles"] = lambda *names: f"{versioned}/styles/{'+'.join(names)}.css"
    app.after_request(_have_kept)


def _plain(filename: str, version: str | None = None) -> Response:
    """Serve a file whose address tells no version, or one that another server has."""
    return send_from_directory(str(current_app.static_folder), filename)


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
