"""From the bytes of a photograph of four megapixels to the answer, on one core."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from statistics import median

import numpy as np
from PIL import Image

from nnet.strokes.pen import Pose
from nnet.synthesis.synthetic_photos import photograph
from tests.benchmarks.timing import Row
from tests.support.writing import DIGITS
from webapp.inference.recognizer import Recognizer

SIZE = 1720, 2300


def run() -> Iterator[Row]:
    """Measure ten photographs."""
    recognizer = Recognizer.from_file()
    pictures = photographs()
    seconds = []
    for picture in [pictures[0], *pictures]:
        started = time.perf_counter()
        recognizer.recognize(picture)
        seconds.append(time.perf_counter() - started)
    found = f"{median(seconds[1:]) * 1000:.0f} ms"
    yield Row("photograph of four megapixels to answer, median", found, "at most 80 ms")


def photographs(count: int = 10) -> list[bytes]:
    """Return photographs of the digits 0, 1, and so on, as the bytes of files."""
    return [_large(DIGITS[str(digit)], digit) for digit in range(count)]


def _large(strokes: tuple[np.ndarray, ...], seed: int) -> bytes:
    """Return a photograph of strokes as a JPEG of ``SIZE``."""
    taken = photograph(strokes, Pose(14, 0.7, 0.5, 0.5), np.random.default_rng(seed))
    stream = io.BytesIO()
    Image.open(io.BytesIO(taken)).resize(SIZE).save(stream, "JPEG", quality=88)
    return stream.getvalue()
