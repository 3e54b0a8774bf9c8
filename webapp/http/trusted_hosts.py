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
    Some proxies pass on a host that their client has told: it is believed only where hosts are
    compared with those that are trusted.
    """
    trusted = trusted_hosts(app.config)
    # Flask's own check cannot be given an IPv6 address: it takes all from the colon for a port.
    app.config["TRUSTED_HOSTS"] = None
    app.before_request(lambda: _refuse_unless_trusted(trusted))
    if proxies := app.config["PROXIES"]:
        fixed = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=1, x_host=int(trusted is not None))
        app.wsgi_app = fixed  # type: ignore[method-assign]


def host_name() -> str:
    """Return the host name that the request names, in its plainest form and without a port.

    Names are the same in capitals, and with the dot at their end that says that they are whole.
    """
    named, colon, port = request.host.rpartition(":")
    return plain_name(named if colon and port.isdigit() else request.host)


def plain_name(name: str) -> str:
    """Return a host name in small letters and without the dot at its end."""
    return name.lower().removesuffix(".")


def _refuse_unless_trusted(trusted: list[str] | None) -> None:
    """Raise ``SecurityError`` for a request that names no host, or one that is not trusted."""
    unnamed = request.environ.get("SERVER_PROTOCOL") == "HTTP/1.1" and "Host" not in request.headers
    if unnamed or not request.host:
        raise SecurityError
    if trusted is None:
        return
    name, plain = host_name(), [plain_name(one) for one in trusted]
    if not ((name.startswith("[") and name in plain) or host_is_trusted(name, plain)):
        raise SecurityError
