"""Security headers: what a page may do in a browser, and who may show it in a frame."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Response, request

from webapp.http.site_address import is_secure

EMBEDDED_ENDPOINTS = frozenset({"pages.embed", "shared.embed", "charts.embed"})
"""What other sites may show in a frame: pages on which the owner can do no more than anybody."""

CHART_ENDPOINTS = frozenset({"pages.dashboard", "pages.run"})
"""Plotly writes its own style element and style attributes: allowed where charts are drawn only."""

PAGE_SOURCES = (
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
)
CHART_STYLES = "style-src 'self' 'unsafe-inline'"
NO_SOURCES = "default-src 'none'"
"""For what is no page: should a browser take it for one, it loads and runs nothing."""

WORKER_ENDPOINT = "installation.worker"
WORKER_SOURCES = "connect-src 'self'"
READER_SCRIPT = "js/reader/worker.js"
READER_SOURCES = "script-src 'self'"
"""A worker is under the policy of its own script: the service worker fetches what it keeps, and the
one that reads imports its modules, which Firefox and WebKit forbid it otherwise."""

UNUSED_FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
"""What no page asks a browser for; copying a link and the system's share sheet stay possible."""

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
ON_PAGES = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What says something of a page alone: with each of its two dozen files it would be two dozen times
half a kilobyte."""

ONLY_OVER_TLS = "max-age=31536000"
"""A year in which a browser asks for this host over TLS alone, once it has been there so."""


def register(app: APIFlask) -> None:
    """Send the headers with every response."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.update(EVERYWHERE)
    framed = request.endpoint in EMBEDDED_ENDPOINTS
    sources = [NO_SOURCES]
    if response.mimetype == "text/html":
        headers.update(ON_PAGES)
        sources = [*PAGE_SOURCES]
        if request.endpoint in CHART_ENDPOINTS:
            sources.append(CHART_STYLES)
    elif request.endpoint == WORKER_ENDPOINT:
        sources.append(WORKER_SOURCES)
    elif (request.view_args or {}).get("filename") == READER_SCRIPT:
        sources.append(READER_SOURCES)
    sources.append("frame-ancestors *" if framed else "frame-ancestors 'none'")
    headers["Content-Security-Policy"] = "; ".join(sources)
    if not framed:
        headers["X-Frame-Options"] = "DENY"
    if is_secure():
        headers["Strict-Transport-Security"] = ONLY_OVER_TLS
    return response
