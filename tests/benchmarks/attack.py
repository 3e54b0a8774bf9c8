"""Somebody who means harm: what others notice of 40 dear requests at once, and of a dead store.

All requests come over one reverse proxy, as it were: the attack from one address, an ordinary digit
and the look at ``/healthz`` from another one.
"""

from __future__ import annotations

import http.client
import json
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from tests.benchmarks.costly import Asked, costly_requests, store_networks
from tests.benchmarks.timing import Row
from tests.safety.watching import memory_of
from tests.support.ensure_postgres import find_postgres
from tests.support.pictures import TWO, draw, encode
from tests.support.postgres import postgres
from tests.support.servers import Server, serving
from tests.support.sketches import digit

AT_ONCE = 40
BURSTS = 3
ALONE_S = 5.0
STORE_CALLS = 46
ATTACKER, VISITOR = "198.51.100.1", "192.0.2.1"
TIMEOUT_S = 120.0
GIVEN_UP = 408
EVERY_S = 0.05

DIGIT = Asked("POST", "/api/predictions", encode(draw(TWO)), "image/png")
HEALTH = Asked("GET", "/healthz")
RUNS = Asked("GET", "/api/runs")


class Answered(NamedTuple):
    """The status of an answer, and the seconds that it took."""

    status: int
    took: float


def run() -> Iterator[Row]:
    """Attack a server with each kind of request and with all at once, and take its store away."""
    with tempfile.TemporaryDirectory() as folder, _serving(folder) as server:
        networks = store_networks(Path(folder, "runs.db"), AT_ONCE)
        kinds = costly_requests(lambda strokes: _shared(server, strokes), networks)
        kinds["all kinds"] = [requests[-1] for requests in kinds.values()]
        for name, requests in kinds.items():
            yield from _attacked(server, name, list(islice(cycle(requests), AT_ONCE)))
    with tempfile.TemporaryDirectory() as folder, _serving(folder) as server:
        share = Asked("POST", "/api/drawings", _json({"strokes": digit(3)}), "application/json")
        yield from _without_store(
            server, "SQLite locked, 40 share", [share] * AT_ONCE, lambda: _locked(folder)
        )
    if (programs := find_postgres()) is not None:
        with (
            postgres(programs) as database,
            tempfile.TemporaryDirectory() as folder,
            _serving(folder, DATABASE_URL=database.url("postgres")) as server,
        ):
            yield from _without_store(
                server, "PostgreSQL stopped, 46 look", [RUNS] * STORE_CALLS, database.hanging
            )


def _serving(folder: str, **settings: str) -> AbstractContextManager[Server]:
    return serving(Path(folder), PROXIES="1", TRAINING_WORKERS="0", **settings)


def _attacked(server: Server, name: str, attack: Sequence[Asked]) -> Iterator[Row]:
    """Send requests at once and tell how others fared until all of them were answered."""
    peak = [0]
    with _repeating(lambda: peak.append(memory_of(server.process.pid))):
        digits, health, answers = _during(server, attack)
    refused = sum(answer.status in (503, GIVEN_UP) for answer in answers)
    longest = max(answer.took for answer in answers)
    yield Row(f"{name}, the slowest of 40; refused", f"{longest:.1f} s; {refused}")
    yield Row(f"{name}: slowest digit of another", _slowest(digits), "at most 2 s, all 200")
    yield Row(f"{name}: slowest /healthz", _slowest(health), "at most 0.5 s, all 200")
    yield Row(f"{name}: memory, all processes", f"{max(peak) / 1e6:.0f} MB", "below 600 MB")


def _without_store(
    server: Server,
    name: str,
    calls: Sequence[Asked],
    hanging: Callable[[], AbstractContextManager[None]],
) -> Iterator[Row]:
    """Compare predictions beside calls of a store that works with those beside one that hangs."""
    _ask(server, VISITOR, RUNS)
    alone: list[Answered] = []
    with _repeating(lambda: alone.append(_ask(server, VISITOR, DIGIT))):
        time.sleep(ALONE_S)
    usual = [digit for _ in range(BURSTS) for digit in _during(server, calls)[0]]
    with hanging():
        bursts = [_during(server, calls) for _ in range(BURSTS)]
    digits = [digit for burst in bursts for digit in burst[0]]
    answers = [answer for burst in bursts for answer in burst[2]]
    quiet, before, after = (
        quantiles((one.took for one in found), n=20)[-1] for found in (alone, usual, digits)
    )
    statuses = {answer.status for answer in answers}
    slowest = max(answer.took for answer in answers)
    yield Row("p95 of digits, nothing beside", f"{quiet * 1000:.0f} ms")
    yield Row(f"{name}: p95, store usable", f"{before * 1000:.0f} ms")
    yield Row("the same while it is not", f"{after * 1000:.0f} ms")
    yield Row("the latter / the former", f"{after / before:.2f}", "at most 2")
    yield Row(f"slowest of the calls meanwhile, {statuses}", f"{slowest:.2f} s", "503 within 3 s")


def _during(server: Server, calls: Sequence[Asked]) -> tuple[list[Answered], ...]:
    """Make calls at once; return the digits and looks at the health meanwhile, and their answers.

    These are three lists: digits, health, calls.
    """
    digits: list[Answered] = []
    health: list[Answered] = []
    answers: list[Answered] = []
    threads = [
        threading.Thread(target=lambda call=call: answers.append(_ask(server, ATTACKER, call)))
        for call in calls
    ]
    with (
        _repeating(lambda: digits.append(_ask(server, VISITOR, DIGIT))),
        _repeating(lambda: health.append(_ask(server, VISITOR, HEALTH))),
    ):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return digits, health, answers


@contextmanager
def _repeating(act: Callable[[], object]) -> Iterator[None]:
    """Do something again and again, in a thread, until the end of the block."""
    ended = threading.Event()

    def repeat() -> None:
        act()
        while not ended.wait(EVERY_S):
            act()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _ask(server: Server, address: str, asked: Asked) -> Answered:
    started = time.perf_counter()
    try:
        status, _ = _exchange(server, address, asked)
    except ConnectionError:  # large bodies that share too little memory are given up
        status = GIVEN_UP
    return Answered(status, time.perf_counter() - started)


def _exchange(server: Server, address: str, asked: Asked) -> tuple[int, bytes]:
    headers = {"X-Forwarded-For": address, **({"Content-Type": asked.kind} if asked.kind else {})}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT_S)
    with closing(connection):
        connection.request(asked.method, asked.path, asked.body, headers)
        response = connection.getresponse()
        return response.status, response.read()


def _shared(server: Server, strokes: list[dict[str, object]]) -> str | None:
    """Share a drawing and return its id; None where it is refused."""
    body = _json({"strokes": strokes})
    asked = Asked("POST", "/api/drawings", body, "application/json")
    status, answer = _exchange(server, VISITOR, asked)
    return json.loads(answer)["id"] if status == 201 else None


def _slowest(answers: Sequence[Answered]) -> str:
    """Return the longest time, and how many were not answered as they should be."""
    wrong = sum(answer.status != 200 for answer in answers)
    return f"{max(answer.took for answer in answers):.2f} s" + (f", {wrong} not" if wrong else "")


@contextmanager
def _locked(folder: str) -> Iterator[None]:
    """Write into a server's store, and do not come to an end."""
    with closing(sqlite3.connect(Path(folder, "runs.db"), isolation_level=None)) as store:
        store.execute("BEGIN IMMEDIATE")
        yield
        store.execute("ROLLBACK")


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
