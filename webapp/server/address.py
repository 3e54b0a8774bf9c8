"""The address that the server listens on: found free at first, announced once it answers."""

from __future__ import annotations

import errno
import socket
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from webapp.config import DEFAULT_PORT

CONNECT_TIMEOUT_S = 1.0
PAUSE_S = 0.02
PORTS_TRIED = 100
PORT_FILE = "port"
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class AddressError(ValueError):
    """An address that cannot be listened on; the text says why and what to do."""


class _PortInUse(AddressError):
    """Another program listens there."""


@dataclass(frozen=True)
class Address:
    """A host, resolved, and a port."""

    host: str
    ip: str
    port: int

    @property
    def url(self) -> str:
        """The address as a person types it into a browser."""
        host = ANY_ADDRESS.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def claim(host: str, port: int | None) -> Address:
    """Return an address to listen on; port 0 becomes a free one. Raises ``AddressError``.

    port  None for the default one, or the next that is free

    The server itself would share the port with another that is willing to, and half of the
    requests would go astray: hence the look beforehand, by a socket that shares with nobody.
    """
    ports = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else (port,)
    *others, last = ports
    for tried in others:
        with suppress(_PortInUse):
            return _probe(host, tried)
    return _probe(host, last)


def note_port(instance: Path, port: int) -> None:
    """Keep the port for whoever makes a link to this server from outside it."""
    (instance / PORT_FILE).write_text(f"{port}\n", "ascii")


def noted_port(instance: Path) -> int:
    """Return the port of the server that last kept one, else the default."""
    try:
        return int((instance / PORT_FILE).read_text("ascii"))
    except (OSError, ValueError):
        return DEFAULT_PORT


def _probe(host: str, port: int) -> Address:
    """Return an address if it can be listened on; raises ``AddressError``."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":  # there it would mean sharing
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            return Address(host, str(place[0]), probe.getsockname()[1])
    except (OSError, UnicodeError) as error:
        in_use = getattr(error, "errno", None) == errno.EADDRINUSE
        kind = _PortInUse if in_use else AddressError
        raise kind(_reason(host, port, error)) from None


def _reason(host: str, port: int, error: Exception) -> str:
    """Return what is wrong with an address and what to do about it."""
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is in use by another program. Stop that program, "
            "or choose another port with --port or PORT; 0 takes any free one."
        )
    if number == errno.EACCES:
        return f"Port {port} is reserved for administrators. Choose one from 1024 with --port."
    return f"{host} is no address of this computer. Choose another with --host or HOST."


def announce(address: Address, link: str | None = None) -> None:
    """Print the address as soon as the server accepts connections there.

    link  signs the owner in, once
    """
    threading.Thread(target=_announce, args=(address, link), daemon=True).start()


def _announce(address: Address, link: str | None) -> None:
    """Wait until a connection succeeds, then print what to open."""
    target = (ANY_ADDRESS.get(address.ip, address.ip), address.port)
    while True:
        try:
            socket.create_connection(target, CONNECT_TIMEOUT_S).close()
            break
        except OSError:
            time.sleep(PAUSE_S)
    print(f"Inknet is ready at {address.url} (press Ctrl+C to stop)", flush=True)
    if link is not None:
        print(f"Sign in as its owner, once and within ten minutes: {link}", flush=True)
