"""From the bytes of a drawing to the answer, inside one process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from nnet.checkpoint import SHIPPED_MODEL, load_model
from tests.benchmarks.timing import Row
from tests.pictures import TWO, draw, encode
from webapp.recognizer import Recognizer

REPETITIONS = 1000


def run() -> Iterator[Row]:
    """Measure a 280x280 RGB drawing, as the page sends it."""
    recognizer = Recognizer(load_model(SHIPPED_MODEL))
    picture = encode(draw(TWO).convert("RGB"))
    recognizer.recognize(picture)
    seconds = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        recognizer.recognize(picture)
        seconds.append(time.perf_counter() - started)
    yield Row("280x280 PNG to answer, median", f"{median(seconds) * 1000:.2f} ms", "at most 3 ms")
