"""Plotly's script, from the installed package: no copy, no other host.

The package is located without importing it, which would cost a good part of a second and memory
that the server never needs.
"""

from __future__ import annotations

import gzip
import threading
from functools import cache
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path

from flask import Response, request, send_file

from webapp.assets.files import FOREVER

_preparing = threading.Lock()


@cache
def plotly_version() -> str:
    """Return the version of the installed package, which stands in the script's address."""
    return version_of("plotly")


def plotly_response() -> Response:
    """Return the script, compressed if the client takes that, to be kept forever."""
    if request.accept_encodings["gzip"] > 0:
        with _preparing:  # several requests at once must not all compress
            content = _compress_script()
        response = Response(content, mimetype="text/javascript")
        response.headers["Content-Encoding"] = "gzip"
    else:
        # As a file: copies for many slow readers would fill the memory.
        response = send_file(_find_script(), "text/javascript", conditional=False, etag=False)
    response.headers["Cache-Control"] = FOREVER
    response.headers["Vary"] = "Accept-Encoding"
    return response


@cache
def _find_script() -> Path:
    """Return where the script lies in the installed package."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package plotly is not installed; install requirements.txt.")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


@cache
def _compress_script() -> bytes:
    """Return the script compressed, done once and with no time stamp in it."""
    return gzip.compress(_find_script().read_bytes(), compresslevel=6, mtime=0)
