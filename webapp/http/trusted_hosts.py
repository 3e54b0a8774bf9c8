"""Trusted hosts: the names that the application answers to, and the proxies that it believes."""

from __future__ import annotations

from apiflask import APIFlask
from flask import request
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from webapp.config import trusted_hosts


def register(app: APIFlask) -> None:
    """Answer to trusted host names only, as the client or the nearest proxies tell them.

    Addresses, hosts and protocols in ``X-Forwarded-…`` headers are anybody's invention unless a
    proxy is known to write them. Each proxy adds the address that asked it: believed is the one
    that the farthest has added. Host and protocol are told once: believed is what the nearest says.
    """
    trusted = trusted_hosts(app.config)
    # Flask's own check cannot be given an IPv6 address: it takes all from the colon for a port.
    app.config["TRUSTED_HOSTS"] = None
    if trusted is not None:
        app.before_request(lambda: _refuse_unless_trusted(trusted))
    if proxies := app.config["PROXIES"]:
        fixed = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=1, x_host=1)
        app.wsgi_app = fixed  # type: ignore[method-assign]


def _refuse_unless_trusted(trusted: list[str]) -> None:
    """Raise ``SecurityError`` for a request to another host name."""
    named, colon, port = request.host.rpartition(":")
    name = named if colon and port.isdigit() else request.host
    literal = name.startswith("[") and name in trusted
    if not (literal or host_is_trusted(request.host, trusted)):
        raise SecurityError
