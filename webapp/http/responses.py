"""Answers as they are sent: compact JSON without NaN, ETags where they help, pages in Brotli."""

from __future__ import annotations

import json
import math
from typing import Any

import brotli
from flask import Response, request

PAGE_QUALITY = 5
"""Of Brotli, whose dictionary knows HTML: a page is a seventh smaller than in Zstandard, for a
millisecond more. Answers of the API, some of which come ten times a second, are not worth it."""


def json_text(data: Any) -> str:
    """Return ``data`` as compact JSON; raises ``ValueError`` for NaN and infinity."""
    return json.dumps(data, separators=(",", ":"), allow_nan=False)


def json_response(data: Any, status: int = 200) -> Response:
    """Return ``data``, or what is JSON already as bytes, as compact JSON that no cache keeps."""
    content = data if isinstance(data, bytes) else json_text(data)
    response = Response(content, status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def cacheable_response(data: Any, etag: str | None = None) -> Response:
    """Return ``data`` as JSON with an ETag, or 304 when the client has it already.

    etag  known beforehand; else it is made of the data
    """
    try:
        response = json_response(data)
    except ValueError:  # looked for only now: it is rare, and takes as long as all the rest
        response = json_response(without_nan(data))
    response.headers["Cache-Control"] = "no-cache"  # keep it, and ask whether it is still current
    if etag is None:
        response.add_etag()
    else:
        response.set_etag(etag)
    response.make_conditional(request)
    return response


def not_modified(etag: str) -> Response | None:
    """Return 304 when the client has what an ETag stands for already, else None."""
    # Compressed answers have the same tag with a suffix: abc:gzip.
    for known in request.if_none_match.as_set():
        if known.partition(":")[0] == etag:
            response = Response(status=304)
            response.headers["Cache-Control"] = "no-cache"
            response.set_etag(known)
            return response
    return None


def have_revalidated(response: Response) -> Response:
    """Return a page with an ETag, or 304 in its place when the browser has it already."""
    if response.status_code != 200 or response.mimetype != "text/html":
        return response
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    etag, _ = response.get_etag()
    return not_modified(str(etag)) or response


def compress_page(response: Response) -> Response:
    """Compress a page in Brotli if the client takes that; everything else is left to others."""
    is_page = response.status_code == 200 and response.mimetype == "text/html"
    if not is_page or response.is_streamed or request.accept_encodings["br"] <= 0:
        return response
    response.set_data(brotli.compress(response.get_data(), quality=PAGE_QUALITY))
    response.headers["Content-Encoding"] = "br"
    etag, is_weak = response.get_etag()
    if etag and not is_weak:
        response.set_etag(f"{etag}:br")
    response.vary.add("Accept-Encoding")
    return response


def without_nan(value: Any) -> Any:
    """Return ``value`` with null for NaN and infinity, which the loss of a diverged run becomes."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: without_nan(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(member) for member in value]
    return value
