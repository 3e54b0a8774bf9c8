"""Who may ask how often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from apiflask import APIFlask
from flask.typing import RouteCallable
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from webapp.http.rate_limits import limiter_options

LIMITS = {
    "predictions.create": ("PREDICTIONS_PER_SECOND", "second"),
    "drawings.create": ("DRAWINGS_PER_MINUTE", "minute"),
}
"""The setting that limits an endpoint, for each address, and the time that it counts in."""


def register(app: APIFlask) -> None:
    """Limit how often an address may ask for what costs most, unless a setting says 0."""
    limits = {endpoint: text for endpoint, text in _limits(app.config) if text}
    if not limits:
        return
    limiter = Limiter(get_remote_address, **limiter_options(app.config["REDIS_URL"]))
    limiter.init_app(app)
    for endpoint, text in limits.items():
        if view := app.view_functions.get(endpoint):
            app.view_functions[endpoint] = cast(RouteCallable, limiter.limit(text)(view))


def _limits(settings: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """Return each endpoint's limit as Flask-Limiter writes it, or None where there is none."""
    return [
        (endpoint, f"{settings[name]} per {unit}" if settings[name] else None)
        for endpoint, (name, unit) in LIMITS.items()
    ]
