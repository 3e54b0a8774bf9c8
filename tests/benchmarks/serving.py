"""Predictions a second over HTTP, as a share of a route that returns a constant; and memory."""

from __future__ import annotations

import selectors
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks.memory import resident_mb
from tests.benchmarks.timing import Row
from tests.pictures import TWO, draw, encode
from tests.servers import serving

CONNECTIONS = 16
SECONDS = 3.0
ROUNDS = 3


def run() -> Iterator[Row]:
    """Start the real server and measure it, idle first, then at 16 connections."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        port, process = server.port, server.process
        _load(port, _prediction(port), 0.2)
        yield Row("idle server, resident", f"{resident_mb(process.pid)} MB", "at most 200 MB")
        constant, predictions = [], []
        for _ in range(ROUNDS):
            constant.append(_load(port, _constant(port), SECONDS))
            predictions.append(_load(port, _prediction(port), SECONDS))
        share = median(p / c for p, c in zip(predictions, constant, strict=True))
        yield Row("constant route, requests a second", f"{median(constant):,.0f}")
        yield Row("predictions a second", f"{median(predictions):,.0f}")
        yield Row("predictions / constant route", f"{share:.0%}", "at least 40 %")


def _constant(port: int) -> bytes:
    return f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


def _prediction(port: int) -> bytes:
    """Return a request as the drawing page makes it: the picture is the body."""
    body = encode(draw(TWO).convert("RGB"))
    head = (
        f"POST /api/predictions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: image/png\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _load(port: int, request: bytes, seconds: float) -> float:
    """Keep 16 connections busy and return the requests a second; raises on a wrong answer."""
    selector = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request)
        selector.register(connection, selectors.EVENT_READ, bytearray())
    done, started = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started) < seconds:
        for key, _ in selector.select():
            connection, received = key.fileobj, key.data
            received += connection.recv(65536)
            if _is_whole(received):
                if not received.startswith(b"HTTP/1.1 200"):
                    raise RuntimeError(f"The server answered {bytes(received[:200])!r}.")
                received.clear()
                done += 1
                connection.sendall(request)
    for key in list(selector.get_map().values()):
        key.fileobj.close()
    return done / elapsed


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
