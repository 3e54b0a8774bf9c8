"""``/metrics``: how many requests were answered, how fast, and what was read, for Prometheus.

It is for the owner, and for programs on this very computer.
"""

from __future__ import annotations

from apiflask import APIFlask
from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST

from webapp.config import LOOPBACK_NAMES, is_loopback
from webapp.http.trusted_hosts import host_name
from webapp.services import counters, services_of
from webapp.sign_in import require_owner

FORWARDED = ("Forwarded", "Via", "X-Real-Ip", "Cf-Connecting-Ip")
"""Headers that a proxy or a tunnel adds, beside all of ``X-Forwarded-…``."""

blueprint = Blueprint("metrics", __name__)


def register(app: APIFlask) -> None:
    """Count the requests of ``app``, and tell how many there were."""
    app.after_request(services_of(app).counters.count_request)
    app.register_blueprint(blueprint)


@blueprint.get("/metrics")
def show() -> Response:
    """Tell the figures."""
    if not _comes_from_here():
        require_owner()
    response = Response(counters().exposition(), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def _comes_from_here() -> bool:
    """Return whether a program on this computer asks, and asks this very server.

    The address alone does not tell: requests through a tunnel or a proxy come from here, and those
    of a foreign page whose name was made to point here.
    """
    passed_on = any(
        header.startswith("X-Forwarded-") or header in FORWARDED for header, _ in request.headers
    )
    at_home = host_name() in LOOPBACK_NAMES
    return at_home and not passed_on and is_loopback(request.remote_addr or "")
