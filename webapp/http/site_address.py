"""The site's address: configured, or told by the request and the proxy that passed it on.

``PUBLIC_URL`` is the whole address under which people reach the site; nothing in a request changes
an address that is built of it. ``PREFIX``, or ``X-Forwarded-Prefix`` of a proxy that is believed,
says only below which path of its host the site lies. All of it ends in WSGI's ``SCRIPT_NAME``, so
that ``url_for`` does the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from apiflask import APIFlask
from flask import Request, current_app, request
from werkzeug.routing import MapAdapter

from webapp.config import ConfigurationError, prefix
from webapp.public_url import PREFIX_PATTERN

FORWARDED_PREFIX = "HTTP_X_FORWARDED_PREFIX"

WsgiApp = Callable[..., Iterable[bytes]]


class Site(APIFlask):
    """An application whose absolute addresses begin with ``PUBLIC_URL`` where that is set."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is: none here is a coroutine.

        Flask would look at each of the dozen that handle a request, each time.
        """
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what routes a request, and builds addresses while it is answered."""
        adapter = super().create_url_adapter(request)
        if adapter is not None and self.config["PUBLIC_URL"] is not None:
            public = urlsplit(self.config["PUBLIC_URL"])
            adapter.url_scheme, adapter.server_name = public.scheme, public.netloc
        return adapter


def register(app: APIFlask) -> None:
    """Let ``app``, whose routes are all known by now, lie below a path of its host.

    Raises ``ConfigurationError`` for a path that begins as the site's own do: what is asked for
    would be ambiguous.
    """
    configured = prefix(app.config)
    own = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    if configured and configured.split("/")[1] in own:
        raise ConfigurationError(
            f"The site cannot lie at {configured}, which begins as its own paths do. "
            "Choose another path in PUBLIC_URL or PREFIX, and in the proxy."
        )
    if configured:
        app.wsgi_app = _below(configured, app.wsgi_app)  # type: ignore[method-assign]
    elif configured is None and app.config["PROXIES"]:
        app.wsgi_app = _below_what_a_proxy_says(app.wsgi_app)  # type: ignore[method-assign]


def is_secure() -> bool:
    """Return whether people reach the site over TLS."""
    return request.is_secure or (public_origin() or "").startswith("https:")


def public_origin() -> str | None:
    """Return scheme, host and port of the configured address, as browsers write an origin."""
    if current_app.config["PUBLIC_URL"] is None:
        return None
    public = urlsplit(current_app.config["PUBLIC_URL"])
    return f"{public.scheme}://{public.netloc}"


def _below(prefix: str, app: WsgiApp) -> WsgiApp:
    """Serve an application below a path, which a proxy in front may have taken off or not."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == prefix or path.startswith(f"{prefix}/"):
            environ["PATH_INFO"] = path[len(prefix) :]
        environ["SCRIPT_NAME"] = prefix
        return app(environ, start_response)

    return serve


def _below_what_a_proxy_says(app: WsgiApp) -> WsgiApp:
    """Serve an application below the path that the nearest proxy says that it has taken off."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        said = environ.get(FORWARDED_PREFIX, "").rpartition(",")[2].strip().removesuffix("/")
        if re.fullmatch(PREFIX_PATTERN, said):
            environ["SCRIPT_NAME"] = said
        return app(environ, start_response)

    return serve
