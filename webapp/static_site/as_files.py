"""The drawing page once more, for a folder that is opened from a disk.

Browsers load neither modules nor weights from beside a file, so this page has them in itself. The
drawing page leads there where it was opened as a file; a host's visitors never load it.
"""

from __future__ import annotations

from pathlib import Path

from apiflask import APIFlask
from flask import render_template

from webapp.assets.inlining import inline
from webapp.static_site.addresses import Place

NAME = "as_file.html"
"""Beside the drawing page, as ``static/js/as_file.js`` has it."""


def render_as_file(app: APIFlask, place: Place, language: str, weights: bytes) -> str:
    """Return the drawing page of a language with its scripts and the reader's weights in itself.

    place  of the drawing page
    """
    with app.test_request_context(f"/?lang={language}"):
        html = render_template("static_site/draw.html", as_file=True)
    return place.rewrite(inline(html, Path(str(app.static_folder)), weights))


def file_beside(place: Place) -> str:
    """Return where this page lies."""
    return str(Path(place.file).with_name(NAME).as_posix())
