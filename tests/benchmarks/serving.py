"""Predictions over HTTP: how many, how evenly, at which memory, and how soon after the start."""

from __future__ import annotations

import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median, quantiles

import psutil

from tests.benchmarks.load import answers, constant, prediction
from tests.benchmarks.memory import resident_mb
from tests.benchmarks.timing import Row
from tests.support.pictures import TWO, draw, encode
from tests.support.servers import Server, serving

CONNECTIONS = 16
SECONDS = 3.0
ROUNDS = 3

MANY = 64
LONG_S = 60.0
EDGE_S = 10.0
"""The first and the last seconds of a long load, whose memory is compared."""

COLD_STARTS = 5


def run() -> Iterator[Row]:
    """Start the real server and measure it: idle, at 16 connections, and at 64 for a minute."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        answers(server.port, prediction(server.port), 0.2, CONNECTIONS)
        memory = resident_mb(server.process.pid)
        yield Row("idle server, resident", f"{memory} MB", "at most 200 MB")
        yield from _throughput(server)
        yield from _long_load(server)
    seconds = [_cold_start() for _ in range(COLD_STARTS)]
    yield Row("from the start to the first answer", f"{median(seconds):.2f} s", "at most 2 s")


def _throughput(server: Server) -> Iterator[Row]:
    """Compare predictions with a route that answers a constant: how many, at which cost."""
    port = server.port
    rates: tuple[list[float], list[float]] = ([], [])
    costs: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for which, request in enumerate((constant(port), prediction(port))):
            before = processor_s(server)
            count = len(answers(port, request, SECONDS, CONNECTIONS))
            rates[which].append(count / SECONDS)
            costs[which].append((processor_s(server) - before) / count * 1000)
    share = median(p / c for c, p in zip(*rates, strict=True))
    yield Row("constant route, requests a second", f"{median(rates[0]):,.0f}")
    yield Row("predictions a second", f"{median(rates[1]):,.0f}")
    yield Row("predictions / constant route", f"{share:.0%}", "at least 45 %")
    yield Row("processor time of a constant answer", f"{median(costs[0]):.2f} ms")
    yield Row("processor time of a prediction", f"{median(costs[1]):.2f} ms")


def processor_s(server: Server) -> float:
    """Return the seconds that the processes of a server have computed."""
    watching = psutil.Process(server.process.pid)
    spent = [process.cpu_times() for process in (watching, *watching.children())]
    return sum(times.user + times.system for times in spent)


def _long_load(server: Server) -> Iterator[Row]:
    """Ask from 64 connections for a minute; a wrong answer ends the benchmark."""
    ended, memory = threading.Event(), []

    def watch() -> None:
        while not ended.wait(1):
            memory.append(resident_mb(server.process.pid))

    watching = threading.Thread(target=watch)
    watching.start()
    found = answers(server.port, prediction(server.port), LONG_S, MANY)
    ended.set()
    watching.join()
    cuts = quantiles([answer.took for answer in found], n=100)
    half, most = cuts[49], cuts[98]
    edge = int(EDGE_S)
    growth = mean(memory[-edge:]) / mean(memory[:edge]) - 1
    yield Row(f"answers to {MANY} connections in {LONG_S:.0f} s", f"{len(found):,}", "no error")
    yield Row("the same, median", f"{half * 1000:.0f} ms")
    yield Row("the same, 99th percentile", f"{most * 1000:.0f} ms")
    yield Row("99th percentile / median", f"{most / half:.1f}", "at most 10")
    yield Row("memory, the last ten seconds against the first", f"{growth:+.1%}", "within 10 %")


def _cold_start() -> float:
    """Return the seconds from the start of a new server's process to its first answer."""
    picture = encode(draw(TWO).convert("RGB"))
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        with serving(Path(folder)) as server:
            headers = {"Content-Type": "image/png"}
            url = f"{server.url}/api/predictions"
            with urllib.request.urlopen(urllib.request.Request(url, picture, headers)) as answer:
                answer.read()
            return time.perf_counter() - started
