"""What the settings ``PUBLIC_URL`` and ``PREFIX`` may be: the site's address, or its path."""

from __future__ import annotations

import re

PREFIX_PATTERN = r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]{1,64}){0,8}"
"""The path below which the site lies, without a slash at its end; nothing where it has a host of
its own."""

PUBLIC_URL_PATTERN = (
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]{1,253}|\[[0-9a-f:.]+\])"
    rf"(?::(?P<port>[0-9]{{1,5}}))?(?P<path>{PREFIX_PATTERN})/?"
)

STANDARD_PORTS = {"http": 80, "https": 443}


def path_prefix(text: str) -> str:
    """Read the path below which the site lies; ``/`` is none."""
    path = text.removesuffix("/")
    if not re.fullmatch(PREFIX_PATTERN, path):
        raise ValueError("a path such as /inknet, of letters, digits and .-_~ between slashes")
    return path


def public_url(text: str) -> str | None:
    """Read the address under which people reach the site; empty means that each request tells."""
    if not text:
        return None
    found = re.fullmatch(PUBLIC_URL_PATTERN, text, re.IGNORECASE)
    if not found or not 0 < int(found["port"] or 1) < 65536:
        raise ValueError("an address such as https://example.org or https://example.org/inknet")
    scheme, port = found["scheme"].lower(), int(found["port"] or 0)
    named = f":{port}" if port not in (0, STANDARD_PORTS[scheme]) else ""
    return f"{scheme}://{found['host'].lower()}{named}{found['path']}"
