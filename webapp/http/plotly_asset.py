"""Plotly's own script, served from the installed package: no copy, no other host.

The package is located without importing it, which would cost a good part of a second and memory
that the server never needs.
"""

from __future__ import annotations

import gzip
import threading
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from flask import Response, request

FOREVER = "public, max-age=31536000, immutable"

_preparing = threading.Lock()


@cache
def plotly_version() -> str:
    """Return the version of the installed package, which stands in the script's address."""
    return version("plotly")


def plotly_response() -> Response:
    """Return the script, compressed if the client takes that, to be kept forever."""
    if request.accept_encodings["gzip"] > 0:
        with _preparing:  # several requests at once must not all compress
            content = _compressed()
        response = Response(content, mimetype="text/javascript")
        response.headers["Content-Encoding"] = "gzip"
    else:
        with _preparing:
            content = _plain()
        response = Response(content, mimetype="text/javascript")
    response.headers["Cache-Control"] = FOREVER
    response.headers["Vary"] = "Accept-Encoding"
    return response


@cache
def _script() -> Path:
    """Return where the script lies in the installed package."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package plotly is not installed; install requirements.txt.")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


@cache
def _plain() -> bytes:
    """Return the script, read once: copies for many slow readers would fill the memory."""
    return _script().read_bytes()


@cache
def _compressed() -> bytes:
    """Return the script compressed, done once and with no time stamp in it."""
    return gzip.compress(_script().read_bytes(), compresslevel=6, mtime=0)
