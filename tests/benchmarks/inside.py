"""What the pages that look inside ask, over HTTP: how long an answer takes, and how large it is."""

from __future__ import annotations

import gzip
import json
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.timing import Row
from tests.support.pictures import TWO, draw, encode
from tests.support.servers import STOP_S, Server, serving

REPETITIONS = 20
COUNTED = 5
"""Copies of the network whose accuracy is counted, each with other changes."""


def run() -> Iterator[Row]:
    """Ask the real server, one question at a time, about a drawing."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        question = {"input": _network_input(server)}
        seconds, size = _time(server, "layers", [question] * REPETITIONS)
        yield Row("all layers' activations", f"{seconds * 1000:.0f} ms", "at most 100 ms")
        yield Row("all layers' activations, compressed", f"{size / 1000:.0f} kB", "at most 150 kB")
        seconds, _ = _time(server, "reasons", [question] * REPETITIONS)
        yield Row("both heatmaps", f"{seconds * 1000:.0f} ms", "at most 100 ms")
        seconds, _ = _time(server, "neighbours", [question])
        yield Row("similar digits, the first time", f"{seconds:.1f} s")
        seconds, _ = _time(server, "neighbours", [question] * REPETITIONS)
        yield Row("similar digits", f"{seconds * 1000:.0f} ms", "at most 50 ms")
        changed = [{"prune": 0.1 + number / 100, "digits": 1000} for number in range(COUNTED)]
        seconds, _ = _time(server, "accuracy", changed)
        yield Row("1,000 digits after a change", f"{seconds * 1000:.0f} ms", "at most 300 ms")


def _network_input(server: Server) -> str:
    """Return what the network sees of a drawing, as the API hands it out."""
    picture = encode(draw(TWO))
    request = urllib.request.Request(
        f"{server.url}/api/predictions", picture, {"Content-Type": "image/png"}
    )
    with urllib.request.urlopen(request, timeout=STOP_S) as answer:
        return str(json.load(answer)["digits"][0]["input"])


def _time(server: Server, topic: str, questions: list[dict[str, Any]]) -> tuple[float, int]:
    """Return the median seconds of answers about a topic, and the last one's bytes compressed."""
    seconds, content = [], b""
    for question in questions:
        request = urllib.request.Request(
            f"{server.url}/api/inside/{topic}",
            json.dumps(question).encode(),
            {"Content-Type": "application/json"},
        )
        started = time.perf_counter()
        with urllib.request.urlopen(request, timeout=STOP_S) as answer:
            content = answer.read()
        seconds.append(time.perf_counter() - started)
    return median(seconds), len(gzip.compress(content))
