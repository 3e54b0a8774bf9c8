"""From the bytes of a drawing to the answer, inside one process, on one core."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np

from nnet.strokes.types import Stroke
from tests.benchmarks.timing import Row
from tests.support.pictures import TWO, draw, encode
from tests.support.writing import png, with_strokes
from webapp.inference.recognizer import Recognizer

REPETITIONS = 300


BARS_MS = (5, 15, 15, 15)


def drawings() -> dict[str, tuple[bytes, list[dict[str, Any]]]]:
    """Return drawings as the page sends them, with strokes: a digit, and numbers of five digits."""
    apart, _ = with_strokes("26485", height=50)
    touching, strokes = with_strokes("26485", height=50, gap=-5)
    return {
        "280x280 PNG to answer": (encode(draw(TWO).convert("RGB")), []),
        "a number of five digits": (png(apart), []),
        "a number of five digits that touch": (png(touching), []),
        "a number of five digits that touch, strokes known": (png(touching), strokes),
    }


def run() -> Iterator[Row]:
    """Measure each of these drawings."""
    recognizer = Recognizer.from_file()
    for (name, (picture, sent)), bar in zip(drawings().items(), BARS_MS, strict=True):
        known = [Stroke(np.array(stroke["points"]), stroke["width"]) for stroke in sent]
        recognizer.recognize(picture, known)
        seconds = []
        for _ in range(REPETITIONS):
            started = time.perf_counter()
            recognizer.recognize(picture, known)
            seconds.append(time.perf_counter() - started)
        found = f"{median(seconds) * 1000:.2f} ms"
        yield Row(f"{name}, median", found, f"at most {bar} ms")
        yield Row(
            f"{name}, extra memory", f"{_peak_mb(recognizer, picture, known):.1f} MB", "60 MB"
        )


def _peak_mb(recognizer: Recognizer, picture: bytes, strokes: list[Stroke]) -> float:
    """Return how much memory an answer takes at the most, as Python and NumPy count it."""
    tracemalloc.start()
    recognizer.recognize(picture, strokes)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6
