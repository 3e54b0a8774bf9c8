"""Who may ask how much, and the headers that tell a browser what a page may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apiflask import APIFlask
from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
CHART_ENDPOINTS = frozenset({"pages.dashboard", "pages.run"})
CHART_POLICY = CONTENT_SECURITY_POLICY + "; style-src 'self' 'unsafe-inline'"
"""Plotly writes its own style element and style attributes: allowed where charts are drawn only."""


LIMITED = "predictions.create"


def register(app: APIFlask) -> None:
    """Send the security headers with every response, and limit predictions per address."""
    app.after_request(_add_security_headers)
    _limit_predictions(app)


def _add_security_headers(response: Response) -> Response:
    """Tell the browser to load nothing from elsewhere and to guess no content type."""
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    if response.mimetype == "text/html":
        charts = request.endpoint in CHART_ENDPOINTS
        headers["Content-Security-Policy"] = CHART_POLICY if charts else CONTENT_SECURITY_POLICY
        headers["Referrer-Policy"] = "same-origin"
    return response


def _limit_predictions(app: APIFlask) -> None:
    """Limit ``POST /api/predictions`` per address, unless the setting switches it off."""
    per_second = app.config["PREDICTIONS_PER_SECOND"]
    if not per_second:
        return
    limiter = Limiter(get_remote_address, storage_uri="memory://")
    limiter.init_app(app)
    limit: Callable[[Any], Any] = limiter.limit(f"{per_second} per second")
    app.view_functions[LIMITED] = limit(app.view_functions[LIMITED])
