"""Readers of settings: what the text of an environment variable means.

Each returns the value, or raises ``ValueError`` with a text that completes "NAME must be ...".
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

MIN_SECRET_LENGTH = 16
"""Characters that an owner's token has at least."""


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from ``low`` to ``high``."""

    def read(text: str) -> int:
        plain = text.strip()
        if not (plain.isascii() and plain.isdigit() and len(plain) <= 9):
            raise ValueError(f"a whole number from {low} to {high}")
        if not low <= int(plain) <= high:
            raise ValueError(f"from {low} to {high}")
        return int(plain)

    return read


def names(text: str) -> list[str] | None:
    """Read a comma-separated list of host names; nothing in it means no list."""
    return [name.strip() for name in text.split(",") if name.strip()] or None


def folder(text: str) -> Path:
    """Read a folder's path."""
    if "\0" in text:
        raise ValueError("a path without NUL characters")
    return Path(text).expanduser().absolute()


def file_or_none(text: str) -> Path | None:
    """Read a file's path; empty means none."""
    return folder(text) if text else None


def host_name(text: str) -> str:
    """Read a host name or address to listen on."""
    if not text or any(character.isspace() or character in "/\0" for character in text):
        raise ValueError("a host name or an IP address such as 127.0.0.1")
    return text


def secret_or_none(text: str) -> str | None:
    """Read a secret that nobody guesses; empty means none."""
    if text and not (len(text) >= MIN_SECRET_LENGTH and text.isprintable() and text.isascii()):
        raise ValueError(f"at least {MIN_SECRET_LENGTH} characters of ASCII without spaces around")
    return text or None


def address(example: str, *schemes: str) -> Callable[[str], str | None]:
    """Return a reader of addresses that begin with one of some schemes; empty means none."""

    def read(text: str) -> str | None:
        if text and not text.startswith(schemes):
            raise ValueError(f"an address such as {example}")
        return text or None

    return read


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a reader of one of some words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return read


web_address = address("https://example.org/inknet", "https://", "http://")
redis_url = address("redis://127.0.0.1:6379/0", "redis://", "rediss://", "redis+unix://")
