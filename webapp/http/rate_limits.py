"""Rate limits: how often an address may ask, counted here or by all servers together in Redis.

Redis is a help, not a need: while it cannot be reached each process counts for itself, and nobody
waits for it.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping
from typing import Any, cast

from apiflask import APIFlask
from flask import g, request
from flask.typing import RouteCallable
from flask_limiter import Limiter, RequestLimit
from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from webapp.http.client_address import counted_address
from webapp.http.local_counts import LocalCounts

LIMITS = {
    "predictions.create": {"PREDICTIONS_PER_SECOND": "second"},
    "inside_layers.layers": {"PREDICTIONS_PER_SECOND": "second"},
    "inside_units.unit": {"PREDICTIONS_PER_SECOND": "second"},
    "inside_damage.measure": {"COPIES_PER_MINUTE": "minute"},
    "inside_steps.take": {"PREDICTIONS_PER_SECOND": "second"},
    "inside_steps.check": {"PREDICTIONS_PER_SECOND": "second"},
    "inside_film.read": {"PREDICTIONS_PER_SECOND": "second"},
    "inside_reasons.explain": {"PREDICTIONS_PER_SECOND": "second"},
    "inside_reasons.contrast": {"PREDICTIONS_PER_SECOND": "second"},
    "inside_neighbours.find": {"PREDICTIONS_PER_SECOND": "second"},
    "inside_changes.find": {"PREDICTIONS_PER_SECOND": "second"},
    "drawings.create": {"DRAWINGS_PER_MINUTE": "minute", "DRAWINGS_PER_DAY": "day"},
    "corrections.create": {"DRAWINGS_PER_MINUTE": "minute", "DRAWINGS_PER_DAY": "day"},
}
"""The settings that limit an endpoint, for each address, and the time that each counts in."""

PATIENCE_S = 0.25
"""How long to wait for Redis."""

REDIS_OPTIONS = {"socket_connect_timeout": PATIENCE_S, "socket_timeout": PATIENCE_S}
MEMORY = f"{LocalCounts.STORAGE_SCHEME[0]}://"

logger = logging.getLogger("webapp")


def register(app: APIFlask) -> None:
    """Limit how often an address may ask for what costs most, unless a setting says 0."""
    limits = {endpoint: text for endpoint, text in _limits(app.config) if text}
    if not limits:
        return
    options = _limiter_options(app.config["REDIS_URL"])
    limiter = Limiter(_counted_sender, on_breach=_note_when_it_ends, **options)
    limiter.init_app(app)
    if app.config["REDIS_URL"] is not None:
        # Flask-Limiter would count by the time of day while Redis is gone, and cannot be told.
        limiter._fallback_limiter = FixedWindowRateLimiter(LocalCounts())
    for endpoint, text in limits.items():
        if view := app.view_functions.get(endpoint):
            app.view_functions[endpoint] = cast(RouteCallable, limiter.limit(text)(view))


def _counted_sender() -> str:
    return counted_address(request.remote_addr)


def wait_s() -> int | None:
    """Return after how many seconds this request, which was refused, may be made again."""
    return cast(int | None, g.get("rate_limit_wait_s"))


def _note_when_it_ends(limit: RequestLimit) -> None:
    left_s = math.ceil(limit.reset_at - time.time())
    g.rate_limit_wait_s = max(1, min(left_s, limit.limit.get_expiry()))


def _limits(settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return each endpoint's limits as Flask-Limiter writes them; nothing where there are none."""
    return [
        (endpoint, "; ".join(f"{settings[n]} per {named[n]}" for n in named if settings[n]))
        for endpoint, named in LIMITS.items()
    ]


def _limiter_options(redis_url: str | None) -> dict[str, Any]:
    """Return what Flask-Limiter is told about where it counts."""
    if redis_url is None:
        return {"storage_uri": MEMORY}
    return {
        "storage_uri": redis_url,
        "storage_options": REDIS_OPTIONS,
        "in_memory_fallback_enabled": True,
    }


class Tries:
    """How often each address has tried something that it may not try often.

    Every process counts what it sees, and Redis, if there is one, what all of them see: so the
    limit holds in each process even while Redis is gone.
    """

    def __init__(self, limit: RateLimitItem, redis_url: str | None) -> None:
        self._limit = limit
        self._here = FixedWindowRateLimiter(LocalCounts())
        self._everywhere: FixedWindowRateLimiter | None = None
        if redis_url is not None:
            storage = storage_from_string(redis_url, wrap_exceptions=True, **REDIS_OPTIONS)
            self._everywhere = FixedWindowRateLimiter(storage)
        self._is_gone = False

    def allows(self, address: str) -> bool:
        """Return whether an address may try again."""
        return self._here.test(self._limit, address) and self._ask("test", address)

    def count(self, address: str) -> None:
        """Count a try."""
        self._here.hit(self._limit, address)
        self._ask("hit", address)

    def _ask(self, what: str, address: str) -> bool:
        """Return what Redis says, or that nothing speaks against it."""
        if self._everywhere is None:
            return True
        try:
            allowed = bool(getattr(self._everywhere, what)(self._limit, address))
        except StorageError as error:
            if not self._is_gone:  # once, not with every try
                logger.warning("Redis is out of reach, this process counts alone: %s", error)
            self._is_gone = True
            return True
        self._is_gone = False
        return allowed
