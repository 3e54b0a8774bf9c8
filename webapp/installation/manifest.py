"""The web app manifest: the site's name, icons and colours where it is installed."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import get_locale, gettext

from webapp.http.i18n import LANGUAGES

MEDIA_TYPE = "application/manifest+json"

PAPER = "#f5f1e8"
"""The background of pages in a light theme, as ``static/css/tokens.css`` has it: the first that is
seen of an app, and the bar above it. Pages name another one for a dark theme themselves."""

ICONS = (
    ("icon_192.png", "192x192", "any"),
    ("icon_512.png", "512x512", "any"),
    ("icon_maskable_512.png", "512x512", "maskable"),
)
"""File in ``static/img``, size, and whether a system may cut it to a shape of its own."""


def describe_app(root: str = "./", start: str = "./") -> dict[str, Any]:
    """Return the manifest in the language of the request; raises outside of one.

    root   from the manifest's address to the site's
    start  from the manifest's address to the drawing page
    """
    return {
        "name": "Inknet",
        "short_name": "Inknet",
        "description": gettext(
            "Draw a number. A neural network written from scratch, in NumPy alone, reads it as you "
            "draw."
        ),
        "lang": LANGUAGES[str(get_locale())],
        "start_url": start,
        "scope": root,
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["education"],
        "icons": [
            {"src": f"{root}{_path_of(name)}", "sizes": sizes, "type": "image/png", "purpose": use}
            for name, sizes, use in ICONS
        ],
    }


def _path_of(name: str) -> str:
    """Return where an icon lies below the site's root, wherever that is."""
    address = url_for("static", filename=f"img/{name}")
    return address[len(url_for("pages.draw")) :]
