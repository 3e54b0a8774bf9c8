"""The pages' scripts, styles and pictures at versioned addresses.

``/static-1f0c…/js/draw.js`` is kept by browsers for good: another version has another address, and
what a script imports lies in a room beside it. ``/static/js/draw.js`` is the same file, of which a
browser asks each time whether it has changed. ``/static-1f0c…/styles/base+header.css`` is several
style sheets in one: a page is not painted before it has them all, and on a phone each round of
requests takes a sixth of a second.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

import brotli
from apiflask import APIFlask
from flask import Response, abort, current_app, request, send_from_directory, url_for

from webapp.assets.modules import link_module, without_comments

PREFIX = "/static"
FOREVER = "public, max-age=31536000, immutable"

NEEDLESS = ("Content-Disposition", "Last-Modified", "Accept-Ranges", "ETag")
"""What Flask says of a file besides: 0.18 kB, three dozen times with a first visit."""

COMMENTS = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
"""What style sheets say to their readers: a kilobyte that the first visit does without."""

KEPT, VERSIONED = ("static", "styles"), ("static", "other_static")
"""Endpoints: what browsers keep for good; and scripts of a version, ours or another server's."""

MAX_PACKED = 512
"""Scripts and sets of style sheets, of which there are a hundred, each of a few kilobytes."""


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
    files, sheets = hidden(_serve_file), hidden(_serve_styles)
    app.add_url_rule(f"{PREFIX}/<path:filename>", "plain_static", files)
    app.add_url_rule(f"{other}/<path:filename>", "other_static", files)
    app.add_url_rule(f"{versioned}/styles/<names>.css", "styles", sheets)
    app.add_url_rule(f"{other}/styles/<names>.css", "other_styles", sheets)
    app.jinja_env.globals["styles"] = lambda *names: url_for("styles", names="+".join(names))
    app.jinja_env.globals["module"] = link_module
    app.after_request(_let_keep)


def _serve_file(filename: str, version: str | None = None) -> Response:
    """Serve a file whose address tells no version, or one that another server has."""
    return send_from_directory(str(current_app.static_folder), filename)


def _serve_styles(names: str, version: str | None = None) -> Response:
    """Serve some of the style sheets, in the order in which they are named."""
    text = join_styles(Path(str(current_app.static_folder)), names.split("+"))
    if text is None:
        abort(404)
    response = Response(text, mimetype="text/css")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return cast(Response, response.make_conditional(request))


def join_styles(folder: Path, names: Sequence[str]) -> str | None:
    """Return style sheets of the folder of assets as one; None where one is unknown."""
    known = {path.stem: path for path in (folder / "css").glob("*.css")}
    if not known.keys() >= {*names} or len(names) > len(known):
        return None
    return COMMENTS.sub("", "".join(known[name].read_text("utf-8") for name in names))


def _let_keep(response: Response) -> Response:
    is_whole = response.status_code == 200
    if is_whole and request.endpoint in VERSIONED and response.mimetype == "text/javascript":
        response.direct_passthrough = False
        response.set_data(without_comments(response.get_data(as_text=True)))
    if request.endpoint in KEPT and response.status_code in (200, 304):
        response.headers["Cache-Control"] = FOREVER
        for name in NEEDLESS:
            response.headers.pop(name, None)
        if is_whole and response.mimetype in ("text/css", "text/javascript"):
            _compress(response)
    return response


def _compress(response: Response) -> None:
    """Compress a text that is kept as far as it goes, if the client takes that."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["br"] <= 0:
        return
    response.direct_passthrough = False
    response.set_data(_compress_text(response.get_data()))
    response.headers["Content-Encoding"] = "br"


@lru_cache(MAX_PACKED)
def _compress_text(text: bytes) -> bytes:
    """Return a text in Brotli, done once: a sixth smaller than what is worth doing each time."""
    return cast(bytes, brotli.compress(text, mode=brotli.MODE_TEXT, quality=11))
