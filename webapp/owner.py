"""The owner: whoever knows the token may start, steer, delete and activate.

The token is ``OWNER_TOKEN``, which all servers behind one address share, or else, where only this
computer can reach the server, one that is generated once and kept in the instance folder. Elsewhere
there is no owner until one is configured.

A link signs in whoever opens it first, within minutes. The server prints one to a terminal on
loopback; ``python -m webapp sign-in-link`` makes one whenever it is wanted.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from pathlib import Path

from webapp.config import ConfigurationError, is_loopback

LINKS = "sign-in-links"
"""The folder of links that nobody has used yet: one empty file each, named by the link's hash."""

LINK_LIFETIME_S = 600


class SignInLinks:
    """The links that sign in once, of all processes that share an instance folder."""

    def __init__(self, instance: Path) -> None:
        self._folder = instance / LINKS

    def new_token(self) -> str:
        """Return a token that signs in once; earlier ones no longer do. Raises ``OSError``."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for path in self._folder.iterdir():
            path.unlink(missing_ok=True)
        token = secrets.token_urlsafe(24)
        (self._folder / _digest(token)).touch(mode=0o600)
        return token

    def redeem(self, token: str) -> bool:
        """Return whether a link's token is new and has not been used yet, and use it up."""
        path = self._folder / _digest(token)
        try:
            made_at = path.stat().st_mtime
            # Removing a file succeeds once, whichever process or thread is first.
            path.unlink()
        except FileNotFoundError:
            return False
        # A clock that was put back must not make a link last.
        return abs(time.time() - made_at) <= LINK_LIFETIME_S


class Owner:
    """Checks tokens.

    instance  the folder that keeps the secrets
    token     the configured one, if there is one
    host      where the server listens: decides whether a token is generated

    Raises ``ConfigurationError`` when the folder cannot be used.
    """

    def __init__(self, instance: Path, token: str | None, host: str) -> None:
        self.links = SignInLinks(instance)
        try:
            instance.mkdir(parents=True, exist_ok=True)
            self.secret = derived_secret(token) if token else _kept_secret(instance / "secret")
            if token is None and is_loopback(host):
                token = _kept_secret(instance / "owner-token")
        except OSError as error:
            raise ConfigurationError(
                f"The folder {instance} cannot keep the server's secrets ({error.strerror}). "
                "Make it writable, or name another one with INSTANCE_PATH."
            ) from None
        self._token = token

    @property
    def exists(self) -> bool:
        """Whether anyone can be the owner."""
        return self._token is not None

    def matches(self, candidate: str) -> bool:
        """Return whether a text is the token, in the same time wherever it differs."""
        return self._token is not None and hmac.compare_digest(
            _digest(candidate), _digest(self._token)
        )

    @property
    def fingerprint(self) -> str:
        """What a signed-in browser's cookie holds: another one once the token is another."""
        return _digest(f"signed in {self._token} {self.secret}")[:32]


def derived_secret(token: str) -> str:
    """Return the secret that signs sessions: the same on every machine with the same token.

    It takes a moment on purpose: whoever has a session's cookie must not find the token by trying.
    """
    return hashlib.scrypt(token.encode(), salt=b"inknet sessions", n=2**14, r=8, p=1).hex()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _kept_secret(path: Path) -> str:
    """Return the secret in a file that only its owner can read, made anew if there is none."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if found := path.read_text("ascii", "replace").strip():
            return found
        path.unlink(missing_ok=True)  # a start that was cut off left it empty
        return _kept_secret(path)
    with os.fdopen(number, "w") as file:
        file.write(made := secrets.token_urlsafe(32))
    return made
