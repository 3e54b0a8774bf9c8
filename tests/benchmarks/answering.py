"""From the bytes of a drawing to the answer, inside one process, on one core."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from statistics import median

import numpy as np

from nnet.strokes.types import Stroke
from tests.benchmarks.timing import Row
from tests.support.pictures import TWO, draw, encode
from tests.support.writing import png, with_strokes
from webapp.inference.recognizer import Recognizer

REPETITIONS = 300


def run() -> Iterator[Row]:
    """Measure drawings as the page sends them: a digit, and numbers of five digits."""
    recognizer = Recognizer.from_file()
    apart, _ = with_strokes("26485", height=50)
    touching, sent = with_strokes("26485", height=50, gap=-5)
    strokes = [Stroke(np.array(stroke["points"]), stroke["width"]) for stroke in sent]
    drawings: dict[str, tuple[bytes, list[Stroke], int]] = {
        "280x280 PNG to answer": (encode(draw(TWO).convert("RGB")), [], 5),
        "a number of five digits": (png(apart), [], 15),
        "a number of five digits that touch": (png(touching), [], 15),
        "a number of five digits that touch, strokes known": (png(touching), strokes, 15),
    }
    for name, (picture, known, bar) in drawings.items():
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
