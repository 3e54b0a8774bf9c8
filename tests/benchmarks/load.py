"""Many connections that ask a server all the time, and how long it takes to answer each time."""

from __future__ import annotations

import selectors
import socket
import time
from typing import NamedTuple

from tests.support.pictures import TWO, draw, encode


class Answer(NamedTuple):
    """When an answer was there, from the start, and how long it took; in seconds."""

    at: float
    took: float


def constant(port: int) -> bytes:
    """Return a request that is always answered with the same."""
    return f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


def prediction(port: int) -> bytes:
    """Return a request as the drawing page makes it: the picture is the body."""
    body = encode(draw(TWO).convert("RGB"))
    head = (
        f"POST /api/predictions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: image/png\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def answers(port: int, request: bytes, seconds: float, connections: int) -> list[Answer]:
    """Keep connections busy for some time; raises ``RuntimeError`` on a wrong answer."""
    selector = selectors.DefaultSelector()
    started = time.perf_counter()
    for _ in range(connections):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection, selectors.EVENT_READ, _Asked(connection, request))
    found = []
    while (elapsed := time.perf_counter() - started) < seconds:
        for key, _ in selector.select(seconds - elapsed):
            if (took := key.data.read()) is not None:
                found.append(Answer(time.perf_counter() - started, took))
    for key in list(selector.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    return found


class _Asked:
    """A connection that is asked again as soon as it has answered."""

    def __init__(self, connection: socket.socket, request: bytes) -> None:
        self._connection = connection
        self._request = request
        self._received = bytearray()
        self._ask()

    def _ask(self) -> None:
        self._received.clear()
        self._asked_at = time.perf_counter()
        self._connection.sendall(self._request)

    def read(self) -> float | None:
        """Read what is there; return how long the answer took if it is whole, and ask again."""
        part = self._connection.recv(65536)
        self._received += part
        if not part or not b"HTTP/1.1 200".startswith(self._received[:12]):
            raise RuntimeError(f"The server answered {bytes(self._received[:200])!r}.")
        if not _is_whole(self._received):
            return None
        took = time.perf_counter() - self._asked_at
        self._ask()
        return took


def _is_whole(received: bytearray) -> bool:
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return False
    length = next(
        int(line.split(b":")[1])
        for line in head.lower().splitlines()
        if line.startswith(b"content-length")
    )
    return len(body) >= length
