"""Gateway between Granian and WSGI: a request is received whole before a thread works on it.

The application is plain WSGI and may run in any WSGI server. Granian would start to run it as soon
as a request's head is there, and its thread would wait for the body: as many half-sent bodies as
there are threads, and nobody is answered any more. So Granian calls this instead, through its own
interface (RSGI): bodies are received side by side in one event loop, and only whole requests are
given to a thread. A body has a deadline, and all that are on their way share a bounded memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakValueDictionary

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]  # not in its __all__

from webapp.http.client_address import counted_address
from webapp.http.gate import COMPUTING, GONE, THREADS
from webapp.server.file_body import FileBody
from webapp.server.refusals import BUSY, TOO_SLOW, refuse

ATTENTION_S = 0.05
"""How long an answer may take before anybody looks whether its receiver is still there."""

MIN_BYTES_PER_S = 16 * 1024
"""How fast a body has to come, once the patience is over that each one gets."""

MAX_HELD_BYTES = 64 * 1024 * 1024
"""What all bodies may take together; beyond it the oldest of those on their way is given up, unless
it is small."""

SMALL_BYTES = 64 * 1024
"""A drawing has 5 to 20 kB. As many of these as there are connections take another 64 MB at most,
and nobody who sends large bodies keeps others from drawing."""

PIECE_BYTES = 64 * 1024
"""How much of a long answer is handed over at a time."""

MAX_OF_ADDRESS = COMPUTING.threads - 4
"""Requests of one address that have a thread at once. Fewer than may wait to be computed: however
many quick ones come from there, none of them is turned away for that."""

MAX_WAIT_S = 5.0
"""How long a request waits while its address has as many threads as it may."""

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes | FileBody]


class Gateway:
    """A WSGI application as an RSGI one that is called when a request is there as a whole.

    app           the WSGI application
    patience_s    how long a body may take to come, besides what its length is worth
    max_bytes     the longest body that is received; of longer ones the application only gets to
                  know that they are
    proxies       how many proxies in front are believed to tell who asks
    """

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        patience_s: float,
        max_bytes: int,
        proxies: int = 0,
    ) -> None:
        self._app = app
        self._patience_s = patience_s
        self._max_bytes = max_bytes
        self._threads = ThreadPoolExecutor(THREADS, "request")
        self._proxies = proxies
        self._shares: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._arriving: dict[asyncio.Timeout, list[bytes]] = {}
        self._held_bytes = 0

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Receive a request, have it answered and send the answer."""
        environ = _environ(scope, scope.headers.items())
        body: list[bytes] = []
        try:
            await self._receive(body, environ, protocol)
            body[:] = [b"".join(body)]
            environ["wsgi.input"] = io.BytesIO(body[0])
            answer = await self._take_turn(environ, protocol)
        except (TimeoutError, ConnectionError):
            answer = refuse(TOO_SLOW, environ)
        finally:
            self._let_go(body)
        await _send(protocol, *answer)

    async def _take_turn(self, environ: dict[str, Any], protocol: Any) -> Answer:
        """Return the application's answer, when its address has a thread left."""
        address = _address(environ, self._proxies)
        share = self._shares.get(address)
        if share is None:
            share = self._shares[address] = asyncio.Semaphore(MAX_OF_ADDRESS)
        try:
            async with asyncio.timeout(MAX_WAIT_S if share.locked() else None):
                await share.acquire()
        except TimeoutError:
            return refuse(BUSY, environ)
        try:
            return await self._answered(environ, protocol)
        finally:
            share.release()

    async def _answered(self, environ: dict[str, Any], protocol: Any) -> Answer:
        """Return the application's answer, and let it know meanwhile if nobody waits for it."""
        left = threading.Event()
        environ[GONE] = left.is_set
        answer = asyncio.get_running_loop().run_in_executor(self._threads, self._answer, environ)
        done, _ = await asyncio.wait((answer,), timeout=ATTENTION_S)
        if done:
            return answer.result()
        leaving = asyncio.ensure_future(protocol.client_disconnect())
        leaving.add_done_callback(lambda ended: None if ended.cancelled() else left.set())
        try:
            return await answer
        finally:
            leaving.cancel()

    def _answer(self, environ: dict[str, Any]) -> Answer:
        """Call the application, in a thread."""
        if environ[GONE]():
            return 499, [], b""  # as other servers call it; nobody hears of it
        started: list[Any] = []

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
            started[:] = [int(status[:3]), headers]

        result = self._app(environ, start_response)
        try:
            body = result if isinstance(result, FileBody) else b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        return started[0], started[1], body

    async def _receive(self, body: list[bytes], environ: dict[str, Any], protocol: Any) -> None:
        """Receive a request's body; nothing of one that is longer than accepted.

        Raises ``TimeoutError`` for one that is too slow, ``ConnectionError`` where its sender left.
        """
        length = environ.get("CONTENT_LENGTH", "")
        announced = int(length) if length.isdecimal() else 0
        chunked = "HTTP_TRANSFER_ENCODING" in environ
        if chunked:
            announced = self._max_bytes
        if not 0 < announced <= self._max_bytes:
            return
        received = 0
        async with asyncio.timeout(self._patience_s + announced / MIN_BYTES_PER_S) as deadline:
            self._arriving[deadline] = body
            try:
                async for chunk in protocol:
                    body.append(chunk)
                    received += len(chunk)
                    self._held_bytes += len(chunk)
                    if received > self._max_bytes:
                        return
                    self._make_room()
            finally:
                self._arriving.pop(deadline, None)
        if received < announced and not chunked:
            raise ConnectionError("The sender left.")

    def _make_room(self) -> None:
        """Give up the oldest large bodies when all take too much: whoever floods is slow."""
        if self._held_bytes <= MAX_HELD_BYTES:
            return
        for deadline, body in [*self._arriving.items()]:
            if sum(map(len, body)) > SMALL_BYTES:
                self._let_go(self._arriving.pop(deadline))
                if not deadline.expired():
                    deadline.reschedule(0)
                if self._held_bytes <= MAX_HELD_BYTES:
                    return

    def _let_go(self, body: list[bytes]) -> None:
        """Forget what has arrived of a body."""
        self._held_bytes -= sum(map(len, body))
        body.clear()


async def _send(protocol: Any, status: int, headers: Headers, body: bytes | FileBody) -> None:
    """Send an answer; a long one in pieces, so that what is sent already is held no longer."""
    if isinstance(body, FileBody):
        protocol.response_file(status, headers, body.path)
        return
    if len(body) <= PIECE_BYTES:
        protocol.response_bytes(status, headers, body)
        return
    pieces = protocol.response_stream(status, headers)
    with contextlib.suppress(ProtocolClosed):
        for start in range(0, len(body), PIECE_BYTES):
            await pieces.send_bytes(body[start : start + PIECE_BYTES])


def _address(environ: dict[str, Any], proxies: int) -> str:
    """Return whom a request counts for: who asks, as the application believes it, see ProxyFix."""
    told = environ.get("HTTP_X_FORWARDED_FOR", "")
    addresses = [address.strip() for address in told.split(",")] if told else []
    is_told = len(addresses) >= proxies > 0
    return counted_address(addresses[-proxies] if is_told else environ["REMOTE_ADDR"])


def _environ(scope: Any, headers: Headers) -> dict[str, Any]:
    """Return a request's head in WSGI's form (PEP 3333)."""
    server, _, port = scope.server.rpartition(":")
    client, _, client_port = scope.client.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogatepass").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client.strip("[]"),
        "REMOTE_PORT": client_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.input_terminated": True,
        "wsgi.file_wrapper": FileBody,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in _join_names(headers):
        between = "; " if name == "HTTP_COOKIE" else ","
        environ[name] = f"{environ[name]}{between}{value}" if name in environ else value
    return environ


def _join_names(headers: Headers) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        if "_" in name:  # else it would pass for the header that is spelt with a hyphen
            continue
        key = name.upper().replace("-", "_")
        yield (key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"), value
